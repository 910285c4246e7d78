using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using WebchatAspire.ServiceDefaults.Residents;
using WebchatAspire.Web.Frontend.Embedding;
using WebchatAspire.Web.Frontend.Http;

namespace WebchatAspire.Web.Frontend.Tests;

/// <summary>What a page in a frame of another site gives and takes.</summary>
public sealed class EmbeddingTests
{
    private static readonly Guid Chat = Guid.CreateVersion7();

    private readonly TabTickets _tickets = new(new EphemeralDataProtectionProvider());

    [Theory]
    [InlineData("document")]
    [InlineData("empty")]
    [InlineData(null)]
    public void In_a_window_of_its_own_a_page_gives_the_secret_as_ever(string? destination)
    {
        var context = Request(destination);

        ResidentSecret.GiveTo(context.Response, Chat, ResidentSecret.Create());

        var cookie = Assert.Single(context.Response.Headers.SetCookie)!;
        Assert.EndsWith("; path=/; samesite=lax; httponly", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public void In_a_frame_it_gives_the_secret_to_this_site_inside_that_one_only()
    {
        var context = Request("iframe");

        ResidentSecret.GiveTo(context.Response, Chat, ResidentSecret.Create());

        var cookie = Assert.Single(context.Response.Headers.SetCookie)!;
        Assert.EndsWith("; path=/; secure; samesite=none; httponly; Partitioned", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public void The_cookie_of_a_form_reaches_the_form_in_a_frame_and_is_strict_elsewhere()
    {
        var framed = new FormCookie().Build(Request("iframe"));
        var own = new FormCookie().Build(Request("document"));

        Assert.Equal((SameSiteMode.None, true, true), (framed.SameSite, framed.Secure, framed.HttpOnly));
        Assert.Equal(["Partitioned"], framed.Extensions);
        Assert.Equal((SameSiteMode.Strict, false, true), (own.SameSite, own.Secure, own.HttpOnly));
        Assert.Empty(own.Extensions);
    }

    [Fact]
    public void The_chats_of_a_browser_are_found_by_its_cookies_the_last_first()
    {
        var older = Guid.CreateVersion7(DateTimeOffset.UnixEpoch);
        var context = Request(null);
        context.Request.Headers.Cookie =
            $"webchat-form=x; {ResidentSecret.CookieName(older)}=a; webchat-language=cy; {ResidentSecret.CookieName(Chat)}=b";

        Assert.Equal([Chat, older], ResidentSecret.ChatsOf(context.Request));
    }

    [Fact]
    public void A_ticket_opens_its_own_chat_and_no_other()
    {
        var secret = ResidentSecret.Create();
        var context = Request("iframe");
        context.Request.Headers.Cookie = $"{ResidentSecret.CookieName(Chat)}={secret}";

        var ticket = _tickets.Make(context.Request, Chat);

        Assert.DoesNotContain(secret, ticket, StringComparison.Ordinal);
        Assert.Equal(secret, _tickets.Open(ticket, Chat));
        Assert.Null(_tickets.Open(ticket, Guid.CreateVersion7()));
        Assert.Null(_tickets.Make(context.Request, Guid.CreateVersion7()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("no ticket")]
    public void What_is_no_ticket_opens_nothing(string? ticket) => Assert.Null(_tickets.Open(ticket, Chat));

    private static DefaultHttpContext Request(string? destination)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers["Sec-Fetch-Dest"] = destination;
        return context;
    }
}
