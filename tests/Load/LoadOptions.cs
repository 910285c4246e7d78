using System.Globalization;

namespace WebchatAspire.Load;

/// <summary>What to drive, how hard, and where to look afterwards.</summary>
internal sealed record LoadOptions
{
    public const string Usage = """
        Drives pairs of a resident and an adviser through the gateway and checks the record afterwards.

          --gateway URL              default http://localhost:8080
          --pairs N                  chats at the same time, default 100
          --seconds N                how long is measured, default 30
          --warm-up N                seconds before that, default 10
          --rate N                   messages a second over all senders; without it each side of a pair answers when
                                     the other's message has come, so that one is under way in each chat
          --message-interval 5s      the same said for each sender: one message every 5 s
          --database CONNECTION      the database `recordings` as the server's superuser, from whom alone
                                     row-level security hides nothing; without it the record is not checked
          --service SLUG             default housing-repairs
          --adviser NAME             default adviser.housing; the password is read from LOAD_ADVISER_PASSWORD
          --adviser-connections N    connections that all advisers' sides share; default one for each pair

        With `retrievals` as the first argument, records officers open and read recordings of 200 messages instead:

          --readers N                at the same time, default 50
          --pause 1s                 between a text and the next question of one reader, default none
          --supervisor NAME          who opens the case, default supervisor.housing; same password
          --officer NAME             who reads, default records.officer; same password

        The limits for real residents are far below a load test. Start the stack with
        Limits__MessagesPerMinute and Limits__MessageBurst of chat-api raised, and the gateway's limits too.
        """;

    public Uri Gateway { get; private init; } = new("http://localhost:8080");
    public int Pairs { get; private init; } = 100;
    public TimeSpan Duration { get; private init; } = TimeSpan.FromSeconds(30);
    public TimeSpan WarmUp { get; private init; } = TimeSpan.FromSeconds(10);

    /// <summary>Between two messages of one sender; null in a closed loop.</summary>
    public TimeSpan? Interval { get; private init; }
    public string? Database { get; private init; }
    public string Service { get; private init; } = "housing-repairs";
    public string Adviser { get; private init; } = "adviser.housing";
    public string Password { get; } = Environment.GetEnvironmentVariable("LOAD_ADVISER_PASSWORD") ?? "";
    public int? AdviserConnections { get; private init; }
    public int Readers { get; private init; } = 50;

    /// <summary>Between a text and the next question of one reader.</summary>
    public TimeSpan Pause { get; private init; }
    public string Supervisor { get; private init; } = "supervisor.housing";
    public string Officer { get; private init; } = "records.officer";

    /// <returns>Null if the arguments cannot be understood.</returns>
    public static LoadOptions? Parse(string[] args)
    {
        var options = new LoadOptions();
        double? rate = null;
        try
        {
            for (var i = 0; i < args.Length; i += 2)
            {
                var value = args[i + 1];
                if (args[i] == "--rate")
                {
                    rate = double.Parse(value, CultureInfo.InvariantCulture);
                    continue;
                }
                options = args[i] switch
                {
                    "--gateway" => options with { Gateway = new Uri(value) },
                    "--pairs" => options with { Pairs = Count(value) },
                    "--seconds" => options with { Duration = TimeSpan.FromSeconds(Count(value)) },
                    "--warm-up" => options with { WarmUp = TimeSpan.FromSeconds(Count(value)) },
                    "--message-interval" => options with { Interval = Seconds(value) },
                    "--database" => options with { Database = value },
                    "--service" => options with { Service = value },
                    "--adviser" => options with { Adviser = value },
                    "--adviser-connections" => options with { AdviserConnections = Count(value) },
                    "--readers" => options with { Readers = Count(value) },
                    "--pause" => options with { Pause = Seconds(value) },
                    "--supervisor" => options with { Supervisor = value },
                    "--officer" => options with { Officer = value },
                    _ => throw new FormatException(args[i]),
                };
            }
        }
        catch (Exception exception) when (exception is FormatException or IndexOutOfRangeException or OverflowException)
        {
            return null;
        }
        return rate is { } total
            ? options with
            {
                Interval = TimeSpan.FromSeconds(2 * options.Pairs / total),
            }
            : options;
    }

    private static int Count(string value) => int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture);

    private static TimeSpan Seconds(string value) =>
        TimeSpan.FromSeconds(double.Parse(value.TrimEnd('s'), CultureInfo.InvariantCulture));
}
