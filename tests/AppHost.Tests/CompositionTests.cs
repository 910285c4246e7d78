using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using WebchatAspire.Testing;
using Xunit;

namespace WebchatAspire.AppHost.Tests;

/// <summary>What the AppHost composes, looked at without starting it.</summary>
public sealed class CompositionTests : IDisposable
{
    private readonly string _folder = AppHostTesting.NewFolder();

    [Fact]
    public async Task No_project_is_told_to_put_query_strings_into_traces()
    {
        var composed = await ComposeAsync();
        var projects = composed.Resources.OfType<ProjectResource>().ToList();

        Assert.Equal(10, projects.Count);
        foreach (var project in projects)
        {
            var environment = await EnvironmentAsync(composed, project);
            foreach (var instrumentation in (string[])["ASPNETCORE", "HTTPCLIENT"])
            {
                var value = environment[$"OTEL_DOTNET_EXPERIMENTAL_{instrumentation}_DISABLE_URL_QUERY_REDACTION"];
                Assert.Equal((project.Name, "false"), (project.Name, value));
            }
        }
    }

    [Fact]
    public async Task The_gateway_is_never_told_to_believe_everybody_about_the_clients_address()
    {
        var composed = await ComposeAsync();

        Assert.Contains(
            composed.Resources.Single(resource => resource.Name == "gateway").Annotations,
            annotation => annotation is DisableForwardedHeadersAnnotation
        );
    }

    [Fact]
    public async Task Another_provider_takes_the_place_of_ours_with_its_names_for_things()
    {
        var composed = await ComposeAsync(
            "--Identity:Issuer=https://login.example/council",
            "--Identity:Audience=api://webchat",
            "--Identity:RoleClaim=roles",
            "--Identity:Scope=openid api://webchat/use",
            "--Gateway:FormTargets:0=https://sso.example",
            "--Identity:Clients:gateway:Id=the-gateway",
            "--Identity:Clients:gateway:Secret=one",
            "--Identity:Clients:chat-api:Secret=two",
            "--Identity:Clients:recording:Secret=three"
        );
        var services = composed.Resources.OfType<ProjectResource>().Where(Composition.IsService).ToList();

        Assert.Equal(
            ["chat-api", "demo-site", "frontend", "gateway", "policy", "recording"],
            services.Select(s => s.Name).Order()
        );
        foreach (var service in services.Where(service => service.Name != "demo-site"))
        {
            var environment = await EnvironmentAsync(composed, service);
            Assert.Equal("roles", environment["Identity__RoleClaim"]);
            Assert.Equal("api://webchat", environment["Identity__Audience"]);
            Assert.DoesNotContain(
                environment.Keys,
                key => key.StartsWith("Identity__Clients", StringComparison.Ordinal)
            );
        }
        var gateway = await EnvironmentAsync(composed, services.Single(service => service.Name == "gateway"));
        Assert.Equal("the-gateway", gateway["Identity__ClientId"]);
        Assert.Equal("openid api://webchat/use", gateway["Identity__Scope"]);
        Assert.Equal("https://sso.example", gateway["Gateway__FormTargets__0"]);
    }

    [Fact]
    public async Task The_ledger_keeps_its_name_and_its_keys_beside_the_data_and_the_next_key_is_a_rotation()
    {
        var first = await LedgerAsync("--Gateway:Port=8123");
        var again = await LedgerAsync("--Gateway:Port=9999");
        var rotated = await LedgerAsync("--Ledger:Key=2", "--Ledger:Witness=https://council.example/log");
        var named = await LedgerAsync("--Ledger:Origin=chat.council.example/ledger");

        Assert.Equal("localhost:8123/ledger", first["Ledger__Origin"]);
        Assert.Equal(first["Ledger__Origin"], again["Ledger__Origin"]);
        Assert.Equal(first["Ledger__SigningKey"], again["Ledger__SigningKey"]);
        Assert.Equal(32, Convert.FromBase64String(first["Ledger__SigningKey"]).Length);
        Assert.DoesNotContain("Ledger__PreviousKey", first.Keys);
        Assert.DoesNotContain("Ledger__Witness", first.Keys);
        Assert.Equal(first["Ledger__SigningKey"], rotated["Ledger__PreviousKey"]);
        Assert.NotEqual(first["Ledger__SigningKey"], rotated["Ledger__SigningKey"]);
        Assert.Equal("https://council.example/log", rotated["Ledger__Witness"]);
        Assert.Equal("chat.council.example/ledger", named["Ledger__Origin"]);
        await Assert.ThrowsAnyAsync<Exception>(() => ComposeAsync("--Ledger:Key=0"));
    }

    [Fact]
    public async Task The_pages_know_the_dashboard_where_there_is_one()
    {
        Assert.DoesNotContain("Dashboard__Url", (await FrontendAsync()).Keys);
        var told = await FrontendAsync("--Dashboard:Url=https://ops.council.example");
        Assert.Equal("https://ops.council.example", told["Dashboard__Url"]);

        async Task<Dictionary<string, object>> FrontendAsync(params string[] settings)
        {
            var composed = await ComposeAsync(settings);
            var frontend = composed.Resources.OfType<ProjectResource>().Single(one => one.Name == "frontend");
            return await EnvironmentAsync(composed, frontend);
        }
    }

    [Fact]
    public async Task Replicas_of_the_chat_are_wired_alike_and_gateway_and_pages_know_all_of_them()
    {
        var composed = await ComposeAsync("--Chat:Replicas=3");
        var projects = composed.Resources.OfType<ProjectResource>().ToDictionary(project => project.Name);
        var first = await EnvironmentAsync(composed, projects["chat-api"]);

        foreach (var name in (string[])["chat-api-2", "chat-api-3"])
        {
            Assert.Equal(first.Keys.Order(), (await EnvironmentAsync(composed, projects[name])).Keys.Order());
        }
        foreach (var caller in (string[])["gateway", "frontend"])
        {
            var environment = await EnvironmentAsync(composed, projects[caller]);
            var known = environment.Where(pair => pair.Key.StartsWith("services__chat-api", StringComparison.Ordinal));
            Assert.Equal(
                [
                    ("services__chat-api__http__0", "chat-api"),
                    ("services__chat-api__http__1", "chat-api-2"),
                    ("services__chat-api__http__2", "chat-api-3"),
                ],
                known
                    .OrderBy(pair => pair.Key)
                    .Select(pair => (pair.Key, ((EndpointReference)pair.Value).Resource.Name))
            );
        }
    }

    [Fact]
    public async Task Other_sites_may_frame_the_chat_if_they_are_named_and_in_development_the_demo_may_too()
    {
        var composed = await ComposeAsync("--Embedding:Origins:0=https://www.council.example");
        var without = await ComposeAsync("--DemoSite:Enabled=false");
        var services = composed.Resources.OfType<ProjectResource>().ToDictionary(project => project.Name);

        Assert.DoesNotContain(without.Resources, resource => resource.Name == "demo-site");
        foreach (var name in (string[])["gateway", "frontend"])
        {
            var environment = await EnvironmentAsync(composed, services[name]);
            Assert.Equal("https://www.council.example", environment["Embedding__Origins__0"]);
            var demo = Assert.IsType<ReferenceExpression>(environment["Embedding__Origins__demo-site"]);
            Assert.Equal("http://127.0.0.1:{0}", demo.Format);
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("9")]
    [InlineData("two")]
    public async Task A_number_of_replicas_that_cannot_be_is_refused_by_name(string count)
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            ComposeAsync($"--Chat:Replicas={count}")
        );

        Assert.Equal($"Chat:Replicas is '{count}': it has to be a whole number from 1 to 8.", refusal.Message);
    }

    [Fact]
    public async Task In_containers_the_stores_keep_their_data_in_volumes_and_the_services_see_no_difference()
    {
        var containers = await ComposeAsync("--Stores:Mode=container");
        var embedded = await ComposeAsync();

        var postgres = Assert.Single(containers.Resources.OfType<PostgresServerResource>());
        var redis = Assert.Single(containers.Resources.OfType<RedisResource>());
        Assert.Equal(("postgres", "18"), (postgres.Name, ImageOf(postgres).Tag));
        Assert.EndsWith("-postgres-data", VolumeOf(postgres), StringComparison.Ordinal);
        Assert.Equal("redis", redis.Name);
        Assert.EndsWith("-redis-data", VolumeOf(redis), StringComparison.Ordinal);
        Assert.DoesNotContain(containers.Resources, resource => resource is Stores.Embedded.EmbeddedPostgresResource);
        foreach (var project in containers.Resources.OfType<ProjectResource>())
        {
            var twin = embedded.Resources.OfType<ProjectResource>().Single(other => other.Name == project.Name);
            Assert.Equal(
                Connections(await EnvironmentAsync(embedded, twin)),
                Connections(await EnvironmentAsync(containers, project))
            );
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static ContainerImageAnnotation ImageOf(ContainerResource container) =>
        container.Annotations.OfType<ContainerImageAnnotation>().Last();

    private static string VolumeOf(ContainerResource container) =>
        Assert
            .Single(
                container.Annotations.OfType<ContainerMountAnnotation>(),
                mount => mount.Type == ContainerMountType.Volume
            )
            .Source!;

    private static IEnumerable<string> Connections(Dictionary<string, object> environment) =>
        environment.Keys.Where(key => key.StartsWith("ConnectionStrings__", StringComparison.Ordinal)).Order();

    /// <summary>
    /// Nobody disposes of what this gives: the testing builder would first build and start all of it, only to stop it
    /// again. What remains is a thread that waits to go on.
    /// </summary>
    private Task<IDistributedApplicationTestingBuilder> ComposeAsync(params string[] settings) =>
        AppHostTesting.CreateAsync(_folder, settings);

    /// <summary>What the policy service is told about its ledger.</summary>
    private async Task<Dictionary<string, string>> LedgerAsync(params string[] settings)
    {
        var composed = await ComposeAsync(settings);
        var policy = composed.Resources.OfType<ProjectResource>().Single(project => project.Name == "policy");
        var told = new Dictionary<string, string>();
        foreach (var (name, value) in await EnvironmentAsync(composed, policy))
        {
            if (name.StartsWith("Ledger__", StringComparison.Ordinal))
            {
                told[name] = value is ParameterResource secret
                    ? (await secret.GetValueAsync(TestContext.Current.CancellationToken))!
                    : (string)value;
            }
        }
        return told;
    }

    private static async Task<Dictionary<string, object>> EnvironmentAsync(
        IDistributedApplicationTestingBuilder composed,
        ProjectResource project
    )
    {
        var context = new EnvironmentCallbackContext(
            composed.ExecutionContext,
            project,
            cancellationToken: TestContext.Current.CancellationToken
        );
        foreach (var annotation in project.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await annotation.Callback(context);
        }
        return context.EnvironmentVariables;
    }
}
