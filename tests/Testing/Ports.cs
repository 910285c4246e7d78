using WebchatAspire.AppHost.Stores;

namespace WebchatAspire.Testing;

public static class Ports
{
    /// <summary>A port for a server that a test starts, chosen as the stack chooses its own.</summary>
    public static int Free() => FreePort.Find();
}
