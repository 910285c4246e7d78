using System.Net;
using System.Text.RegularExpressions;

namespace WebchatAspire.ChatClient;

/// <summary>
/// OpenID Connect as a browser without JavaScript sees it: redirects, a form with a user name and a password, redirects
/// back. A provider that answers with a form to be posted on is followed too.
/// </summary>
internal static partial class StaffSignIn
{
    private const int MaxForms = 4;

    public static async Task RunAsync(
        WebSession session,
        string userName,
        string password,
        CancellationToken cancellationToken
    )
    {
        var response = await session.Http.GetAsync("/sign-in?returnUrl=/api/session", cancellationToken);
        for (var forms = 0; forms < MaxForms; forms++)
        {
            var html = await response.Content.ReadAsStringAsync(cancellationToken);
            var form = FormPattern().Match(html);
            if (!form.Success)
            {
                break;
            }
            var action = Attribute(form.Groups["open"].Value, "action");
            var target = new Uri(response.RequestMessage!.RequestUri!, action ?? "");
            using var content = new FormUrlEncodedContent(Fields(form.Groups["body"].Value, userName, password));
            response.Dispose();
            response = await session.Http.PostAsync(target, content, cancellationToken);
        }
        var arrived = response.RequestMessage!.RequestUri!.AbsolutePath == "/api/session";
        response.Dispose();
        if (!arrived || !response.IsSuccessStatusCode)
        {
            throw new HttpRequestException(
                $"Signing in as {userName} ended at {response.RequestMessage.RequestUri.AbsolutePath} with {(int)response.StatusCode}.",
                null,
                response.StatusCode
            );
        }
    }

    private static Dictionary<string, string> Fields(string body, string userName, string password)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match input in InputPattern().Matches(body))
        {
            if (Attribute(input.Value, "name") is { } name)
            {
                fields[name] = Attribute(input.Value, "type") switch
                {
                    "password" => password,
                    null or "text" or "email" => userName,
                    _ => Attribute(input.Value, "value") ?? "",
                };
            }
        }
        return fields;
    }

    private static string? Attribute(string tag, string name)
    {
        var match = Regex.Match(
            tag,
            $"\\b{name}\\s*=\\s*([\"'])(.*?)\\1",
            RegexOptions.IgnoreCase | RegexOptions.Singleline
        );
        return match.Success ? WebUtility.HtmlDecode(match.Groups[2].Value) : null;
    }

    [GeneratedRegex("<form(?<open>[^>]*)>(?<body>.*?)</form>", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex FormPattern();

    [GeneratedRegex("<input[^>]*>", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex InputPattern();
}
