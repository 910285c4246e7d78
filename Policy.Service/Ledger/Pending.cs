using System.Diagnostics;

namespace WebchatAspire.Policy.Service.Ledger;

/// <summary>
/// What a caller asked for and waits for: something that is to be testified. It is settled inside a transaction that it
/// shares with others, and becomes true, and is told, when that is committed.
/// </summary>
internal abstract class Pending(CancellationToken caller)
{
    /// <summary>The request that asked.</summary>
    public ActivityContext Trace { get; } = Activity.Current?.Context ?? default;

    /// <summary>Whoever asked has gone away: there is nobody to decide for.</summary>
    public bool IsAbandoned => caller.IsCancellationRequested;

    /// <summary>How many entries it may make.</summary>
    public virtual int Weight => 1;

    /// <summary>It was committed: tells the caller.</summary>
    public abstract void Complete();

    /// <summary>Nothing of it was committed, so nothing happened.</summary>
    public abstract void Fail(Exception exception);
}

/// <inheritdoc />
/// <typeparam name="T">What the caller is told.</typeparam>
internal abstract class Pending<T>(CancellationToken caller) : Pending(caller)
{
    // The loop must not run what comes after in the callers.
    private readonly TaskCompletionSource<T> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the commit is done, or with the reason why there was none.</summary>
    public Task<T> Outcome => _outcome.Task;

    protected void Complete(T outcome) => _outcome.TrySetResult(outcome);

    public override void Fail(Exception exception) => _outcome.TrySetException(exception);
}
