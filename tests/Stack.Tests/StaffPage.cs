using System.Net;
using System.Text.RegularExpressions;
using WebchatAspire.ChatClient;

namespace WebchatAspire.Stack.Tests;

/// <summary>A page of the frontend as a browser without JavaScript has it: its form, filled in and sent.</summary>
internal sealed partial class StaffPage(WebSession session, Uri address, string html)
{
    public static async Task<StaffPage> OpenAsync(WebSession session, string path, CancellationToken cancellationToken)
    {
        using var response = await session.Http.GetAsync(path, cancellationToken);
        response.EnsureSuccessStatusCode();
        var html = await response.Content.ReadAsStringAsync(cancellationToken);
        return new StaffPage(session, response.RequestMessage!.RequestUri!, html);
    }

    /// <summary>Sends the retrieval form.</summary>
    /// <returns>The page that answers it.</returns>
    public async Task<string> RetrieveAsync(
        string purpose,
        string caseReference,
        string justification,
        CancellationToken cancellationToken
    )
    {
        var form = FormPattern()
            .Matches(html)
            .Single(form => form.Value.Contains("ustification", StringComparison.Ordinal))
            .Value;
        var fields = HiddenPattern()
            .Matches(form)
            .ToDictionary(
                hidden => NamePattern().Match(hidden.Value).Groups[1].Value,
                hidden => WebUtility.HtmlDecode(ValuePattern().Match(hidden.Value).Groups[1].Value)
            );
        fields[FieldNamed(form, "urpose")] = purpose;
        fields[FieldNamed(form, "aseReference")] = caseReference;
        fields[FieldNamed(form, "ustification")] = justification;
        using var content = new FormUrlEncodedContent(fields);
        using var response = await session.Http.PostAsync(address, content, cancellationToken);
        return WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync(cancellationToken));
    }

    private static string FieldNamed(string form, string ending) =>
        NamePattern()
            .Matches(form)
            .Select(name => name.Groups[1].Value)
            .First(name => name.EndsWith(ending, StringComparison.Ordinal));

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex FormPattern();

    [GeneratedRegex("<input[^>]*type=\"hidden\"[^>]*>")]
    private static partial Regex HiddenPattern();

    [GeneratedRegex("name=\"([^\"]+)\"")]
    private static partial Regex NamePattern();

    [GeneratedRegex("value=\"([^\"]*)\"")]
    private static partial Regex ValuePattern();
}
