using WebchatAspire.Web.Frontend.Http;

namespace WebchatAspire.Web.Frontend.Tests;

public sealed class StepUpTests
{
    [Theory]
    [InlineData(null, "/sign-in?maxAge=600&returnUrl=%2Fstaff%2Frecordings%2F1%3Freference%3DA-2")]
    [InlineData("urn:x", "/sign-in?maxAge=600&acr=urn%3Ax&returnUrl=%2Fstaff%2Frecordings%2F1%3Freference%3DA-2")]
    public void The_sign_in_hears_how_recent_it_has_to_be_and_where_it_leads_back_to(string? acr, string address)
    {
        Assert.Equal(address, MishapPages.StepUpAddress(600, acr, "/staff/recordings/1?reference=A-2"));
    }
}
