namespace WebchatAspire.Contracts.Chats;

/// <summary>Asks to follow a live chat: <c>POST /api/chats/{id}/monitoring</c>.</summary>
/// <param name="Purpose">A purpose's id from the policy.</param>
/// <param name="CaseReference">The reference of the open case that it is for, if the purpose needs one.</param>
public sealed record NewMonitoring(string Purpose, string? CaseReference);

/// <summary>A live chat without its text, and whether the caller follows it: <c>GET /api/chats/{id}/monitoring</c>.</summary>
/// <param name="State">See <see cref="ChatStates"/>.</param>
/// <param name="Following">Null if the caller has no permit in force to follow it.</param>
public sealed record MonitoringView(
    Guid ChatId,
    string Reference,
    string Service,
    string State,
    DateTimeOffset StartedAt,
    string? AdviserName,
    Following? Following
);

/// <summary>One's own permit to follow a chat.</summary>
/// <param name="Started">False while a restriction is needed first: <c>POST /api/chats/{id}/monitoring/start</c> tries again.</param>
/// <param name="AfterSeq">Events after this number are shown, and no earlier one.</param>
/// <param name="AdviserTold">The adviser sees that the chat is followed.</param>
public sealed record Following(
    Guid DecisionId,
    string Purpose,
    string Clause,
    string PolicyVersion,
    long LedgerIndex,
    DateTimeOffset PermitUntil,
    bool Started,
    long AfterSeq,
    bool AdviserTold
);
