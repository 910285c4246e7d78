using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.Http.Extensions;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Web.Frontend.Components.Parts;
using WebchatAspire.Web.Frontend.Language;
using WebchatAspire.Web.Frontend.Upstream;

namespace WebchatAspire.Web.Frontend.Resident;

/// <summary>The resident's copy as a text file: <c>GET /chat/{id}/copy.txt</c>.</summary>
internal static class CopyText
{
    public static void MapCopyText(this WebApplication app) =>
        app.MapGet("/chat/{chatId:guid}/copy.txt", DownloadAsync).AllowAnonymous();

    private static async Task<IResult> DownloadAsync(
        Guid chatId,
        RecordingApi recordings,
        PolicyApi policies,
        Texts texts,
        HttpRequest request
    )
    {
        var copy = await recordings.OwnCopyAsync(chatId);
        var service = await policies.KnownServiceAsync(copy.Service);
        var text = Write(
            copy,
            texts.Service(copy.Service, service?.Name ?? copy.Service),
            texts,
            UriHelper.BuildAbsolute(request.Scheme, request.Host, path: "/access-log")
        );
        // The mark of the encoding, as editors on Windows still guess without it.
        byte[] file = [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)];
        return Results.File(file, $"{MediaTypeNames.Text.Plain}; charset=utf-8", $"webchat-{copy.Reference}.txt");
    }

    private static string Write(Transcript copy, string service, Texts texts, string accessLog)
    {
        var text = new StringBuilder();
        Line(texts["copy.title"]);
        Line($"{texts["copy.reference"]}: {copy.Reference}");
        Line($"{texts["copy.service"]}: {service}");
        foreach (var entry in copy.Events)
        {
            if (EventWords.Of(entry, Parties.Resident, ownName: null, texts) is { } words)
            {
                Line("");
                Line($"{Words.DateAndTime(entry.At)} - {words}");
                if (EventWords.HasText(entry))
                {
                    Line(entry.Text!);
                }
            }
        }
        Line("");
        Line(texts["copy.ledger", ("n", copy.LedgerIndex)]);
        Line(texts["copy.access"]);
        Line($"{copy.AccessCode}  {accessLog}");
        return text.ToString();

        // With the line ends that every editor knows.
        void Line(string words) => text.Append(words.ReplaceLineEndings("\r\n")).Append("\r\n");
    }
}
