using System.Text.RegularExpressions;
using WebchatAspire.Identity.Service.Staff;

namespace WebchatAspire.Gateway.Tests;

public sealed partial class DemoStaffTests
{
    [Fact]
    public void Demo_staff_work_for_services_that_the_policy_has_and_some_for_all_of_them()
    {
        var policy = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "policy"), "*.yaml").Max()!;
        var services = Service().Matches(File.ReadAllText(policy)).Select(match => match.Groups["slug"].Value).Order();

        Assert.NotEmpty(services);
        Assert.Equal(services, DemoStaff.People.SelectMany(person => person.Services).Distinct().Order());
        Assert.Contains(DemoStaff.People, person => services.SequenceEqual(person.Services.Order()));
    }

    [GeneratedRegex("^  - slug: (?<slug>[a-z-]+)$", RegexOptions.Multiline)]
    private static partial Regex Service();
}
