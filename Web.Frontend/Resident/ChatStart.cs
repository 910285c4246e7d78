using System.Net.Mail;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.ServiceDefaults.Residents;
using WebchatAspire.Web.Frontend.Components.Parts;
using WebchatAspire.Web.Frontend.Language;
using WebchatAspire.Web.Frontend.Upstream;

namespace WebchatAspire.Web.Frontend.Resident;

internal enum StartOutcome
{
    Started,

    /// <summary>The errors say why; the form can be sent again.</summary>
    Refused,

    /// <summary>Nobody answers now any more: the same text can be left as a message.</summary>
    OnlyMessages,
}

/// <summary>Starts a chat, or leaves a message, from the form; whatever happens, what was typed can be sent again.</summary>
internal sealed class ChatStart(ChatApi chats, Texts texts, IHttpContextAccessor accessor)
{
    private const int MaxName = 100;
    private const int MaxContact = 200;
    private const int MaxPage = 200;

    private HttpContext Context => accessor.HttpContext!;

    /// <summary>The path of the council's page from which somebody comes, or null if it is none.</summary>
    public static string? PathOrNull(string? origin) =>
        origin is { Length: > 0 and <= MaxPage } && origin[0] == '/' && !origin.Contains('?') && !origin.Contains('#')
            ? origin
            : null;

    public async Task<StartOutcome> StartAsync(
        PolicyService service,
        StartForm form,
        bool leavesMessage,
        string? origin,
        FormErrors errors
    )
    {
        Check(form, leavesMessage, errors);
        if (errors.Any)
        {
            Context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return StartOutcome.Refused;
        }
        var secret = ResidentSecret.From(Context.Request, form.ChatId) ?? ResidentSecret.Create();
        try
        {
            var started = await chats.StartAsync(ToChat(service, form, leavesMessage, origin), secret);
            ResidentSecret.GiveTo(Context.Response, started.ChatId, started.Secret);
            return StartOutcome.Started;
        }
        catch (UpstreamException refused) when (refused.Problem.Status is not (401 or 403 or 404))
        {
            Context.Response.StatusCode = refused.Problem.Status;
            if (refused.Problem.Status >= 500)
            {
                // The chat may have started although no answer came: with the same id and secret it is found again.
                ResidentSecret.GiveTo(Context.Response, form.ChatId, secret);
            }
            return Explain(refused.Problem, form, leavesMessage, errors);
        }
    }

    private void Check(StartForm form, bool leavesMessage, FormErrors errors)
    {
        if (!form.IsUnderstood)
        {
            errors.Add("understood", texts["start.understoodError"]);
        }
        if (Given(form.Name) is { Length: > MaxName })
        {
            errors.Add("name", texts["start.nameLong", ("max", MaxName)]);
        }
        if (Given(form.Contact) is { } contact && !MayBeContact(contact))
        {
            errors.Add("contact", texts["start.contactInvalid"]);
        }
        if (leavesMessage && string.IsNullOrWhiteSpace(form.Contact))
        {
            errors.Add("contact", texts["start.contactMissing"]);
        }
        if (Given(form.Account) is { Length: > MaxName })
        {
            errors.Add("account", texts["start.accountLong", ("max", MaxName)]);
        }
        if (MessageText.Mistake(form.Message, texts) is { } mistake)
        {
            errors.Add("message", mistake);
        }
    }

    /// <summary>
    /// Whether chat-api may take it, which alone knows telephone numbers. What is certainly none is said here, so that all
    /// mistakes of a form are said at once.
    /// </summary>
    private static bool MayBeContact(string contact) =>
        contact.Length <= MaxContact
        && (contact.Contains('@', StringComparison.Ordinal) ? IsEmail(contact) : contact.Any(char.IsDigit));

    private static bool IsEmail(string contact) =>
        MailAddress.TryCreate(contact, out var address)
        && address.Address == contact
        && address.Host.Contains('.', StringComparison.Ordinal);

    private NewChat ToChat(PolicyService service, StartForm form, bool leavesMessage, string? origin) =>
        new(
            form.ChatId,
            service.Slug,
            Given(form.Name),
            MessageText.Normalise(form.Message),
            form.NoticeVersion ?? "",
            PathOrNull(origin),
            form.FirstId,
            leavesMessage ? ChatModes.Message : ChatModes.Live,
            texts.Language.Tag,
            Given(form.Contact),
            Given(form.Account)
        );

    private StartOutcome Explain(UpstreamProblem problem, StartForm form, bool leavesMessage, FormErrors errors)
    {
        switch (problem)
        {
            case { Status: >= 500 }:
                errors.Add("message", texts[leavesMessage ? "start.uncertainLeft" : "start.uncertain"]);
                break;
            case { Code: "service-closed" }:
                errors.Add("contact", texts["start.closedNow"]);
                return StartOutcome.OnlyMessages;
            case { Code: "queue-full" }:
                errors.Add("contact", texts["start.fullNow"]);
                return StartOutcome.OnlyMessages;
            case { Code: "notice-outdated" }:
                // The notice shown now is the new one: it has to be acknowledged anew.
                form.IsUnderstood = false;
                errors.Add("understood", texts["start.noticeChanged"]);
                break;
            case { Code: "chat-id-taken" }:
                form.TakeNewIds();
                errors.Add("message", texts["start.used"]);
                break;
            case { Status: 429 }:
                errors.Add("message", texts["send.many"]);
                break;
            default:
                AddField(problem, errors);
                break;
        }
        return StartOutcome.Refused;
    }

    private void AddField(UpstreamProblem problem, FormErrors errors)
    {
        switch (problem.Field)
        {
            case "contact":
                errors.Add("contact", texts["start.contactInvalid"]);
                break;
            case "name":
                errors.Add("name", texts.Detail(problem, "start.nameLong", ("max", MaxName)));
                break;
            case "accountReference":
                errors.Add("account", texts.Detail(problem, "start.accountLong", ("max", MaxName)));
                break;
            default:
                errors.Add("message", texts.Detail(problem, "send.refused"));
                break;
        }
    }

    private static string? Given(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
