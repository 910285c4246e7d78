using Microsoft.AspNetCore.SignalR;

namespace WebchatAspire.ChatClient;

/// <summary>One opening of a <see cref="ReliableLine"/>.</summary>
internal sealed class OpenLine
{
    /// <summary>A call that is not answered for so long is not answered at all, and the line is given up.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public OpenLine(LiveConnection connection)
    {
        Connection = connection;
        connection.Closed += _ => GiveUp();
    }

    public LiveConnection Connection { get; }

    /// <summary>Ends when the connection has, or was given up.</summary>
    public Task Lost => _lost.Task;

    public void GiveUp() => _lost.TrySetResult();

    /// <returns>Null if there was no answer; the line is lost then.</returns>
    public async Task<HubAnswer?> AskAsync(Func<LiveConnection, Task<HubAnswer>> call)
    {
        var answer = call(Connection);
        try
        {
            if (await Task.WhenAny(answer, _lost.Task).WaitAsync(Patience) == answer)
            {
                return await answer;
            }
        }
        catch (HubException)
        {
            return HubAnswer.Failed;
        }
        // Not answered in time, or the connection ended first.
        catch (Exception) { }
        GiveUp();
        _ = answer.ContinueWith(late => late.Exception, TaskScheduler.Default);
        return null;
    }
}
