using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace WebchatAspire.AppHost;

internal static class BuiltProgram
{
    /// <summary>
    /// Starts the program that was built together with this one, instead of a <c>dotnet run</c> that evaluates the project
    /// once more: three seconds of a core for each of nine processes. Under a debugger and under <c>dotnet watch</c>, which
    /// start projects in their own ways, it changes nothing.
    /// </summary>
    public static IResourceBuilder<ProjectResource> StartBuiltProgram(this IResourceBuilder<ProjectResource> project)
    {
        var configuration = project.ApplicationBuilder.Configuration;
        var startedByOthers =
            configuration["DEBUG_SESSION_PORT"] is { Length: > 0 } || configuration.GetValue("DOTNET_WATCH", false);
        var path = project.Resource.GetProjectMetadata().ProjectPath;
        var folder = Path.GetDirectoryName(path)!;
        var build = typeof(BuiltProgram).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var name = Path.GetFileNameWithoutExtension(path) + (OperatingSystem.IsWindows() ? ".exe" : "");
        var program = Path.Combine(folder, "bin", build, $"net{Environment.Version.Major}.0", name);
        return startedByOthers || !File.Exists(program)
            ? project
            : project.WithAnnotation(new ExecutableAnnotation { Command = program, WorkingDirectory = folder });
    }
}
