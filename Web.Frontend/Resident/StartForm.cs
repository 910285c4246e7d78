using WebchatAspire.Web.Frontend.Components.Parts;

namespace WebchatAspire.Web.Frontend.Resident;

/// <summary>What a resident has filled in to start a chat, or to leave a message.</summary>
internal sealed class StartForm
{
    /// <summary>Of the chat to be; it goes with the form, so that sending it twice starts one chat.</summary>
    public Guid ChatId { get; private set; } = Guid.CreateVersion7();

    /// <summary>Of the first message.</summary>
    public Guid FirstId { get; private set; } = Guid.CreateVersion7();

    /// <summary>Which form was sent; null before that.</summary>
    public string? Mode { get; private init; }
    public string? NoticeVersion { get; private init; }
    public bool IsUnderstood { get; set; }
    public string? Name { get; private init; }
    public string? Contact { get; private init; }
    public string? Account { get; private init; }
    public string? Message { get; private init; }

    public static async Task<StartForm> ReadAsync(HttpRequest request)
    {
        if (!HttpMethods.IsPost(request.Method) || !request.HasFormContentType)
        {
            return new StartForm();
        }
        var fields = await request.ReadFormAsync(request.HttpContext.RequestAborted);
        string? Field(string name) => fields.TryGetValue(name, out var value) ? value.ToString() : null;
        var form = new StartForm
        {
            Mode = Field("mode"),
            NoticeVersion = Field("noticeVersion"),
            IsUnderstood = Field("understood") == Confirmation.Ticked,
            Name = Field("name"),
            Contact = Field("contact"),
            Account = Field("account"),
            Message = Field("message"),
        };
        form.ChatId = Guid.TryParse(Field("newChatId"), out var chatId) ? chatId : form.ChatId;
        form.FirstId = Guid.TryParse(Field("messageId"), out var messageId) ? messageId : form.FirstId;
        return form;
    }

    /// <summary>Another chat has the ids.</summary>
    public void TakeNewIds()
    {
        ChatId = Guid.CreateVersion7();
        FirstId = Guid.CreateVersion7();
    }
}
