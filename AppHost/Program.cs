using Microsoft.Extensions.Configuration;
using WebchatAspire.AppHost;
using WebchatAspire.AppHost.Stores;

var options = new DistributedApplicationOptions { Args = args, DashboardApplicationName = "WebchatAspire" };
var builder = DistributedApplication.CreateBuilder(options);

// The stores. The record, the policy with its ledger, and the accounts of staff are three databases with an owner and
// restricted accounts each; Redis holds live state only, and losing it loses nothing.
var stores = await builder.AddStoresAsync();
var recordings = builder.AddDatabase(stores, "recordings", "recordings_owner", "recordings_append", "recordings_read");
var policies = builder.AddDatabase(stores, "policies", "policies_owner", "policies_app");
var identities = builder.AddDatabase(stores, "identities", "identities_owner", "identities_app");

// The public address. Everything that a browser sees comes from here, so the issuer of tokens lies below it too.
var gateway = builder.AddProject<Projects.Gateway>("gateway").WithPublicEndpoint();
var identity = builder.AddIdentityProvider(stores, identities, gateway);

// The policy decides; it knows nobody but the identity provider.
var policyMigrations = builder
    .AddProject<Projects.Policy_Service>("policy-migrations")
    .AsMigration(policies, "policies_owner", "policies-owner");
var policy = builder
    .AddProject<Projects.Policy_Service>("policy")
    .WithHttpEndpoint()
    .WithWebchatDefaults()
    .WithTokens(identity)
    .WithDatabase(policies, "policies_app", "policies")
    .WithLedger(stores)
    .WaitForCompletion(policyMigrations);

// The record writes under one account and reads under another; the key that opens its text is not in the database.
var recordingMigrations = builder
    .AddProject<Projects.Recording_Service>("recording-migrations", options => options.ExcludeKestrelEndpoints = true)
    .AsMigration(recordings, "recordings_owner", "recordings-owner");
var recording = builder
    .AddProject<Projects.Recording_Service>("recording")
    .WithEndpoint("http", endpoint => endpoint.Port = null)
    .WithEndpoint("grpc", endpoint => endpoint.Port = null)
    .WithWebchatDefaults()
    .WithTokens(identity, "recording")
    .WithDatabase(recordings, "recordings_append", "recordings-append")
    .WithDatabase(recordings, "recordings_read", "recordings-read")
    .WithEnvironment("Recording__Key", builder.AddPersistedSecret(stores.Secrets, "recording-key", PersistedSecret.Key))
    .WithReference(policy)
    .WaitForCompletion(recordingMigrations);

// The live chat holds nothing of its own: what it says is recorded first, and what it knows is in Redis. So it can be any
// number of processes.
var chat = Replicas.Replicate(
    builder.CountOfReplicas("Chat:Replicas"),
    "chat-api",
    name =>
        builder
            .AddProject<Projects.Chat_Api>(name)
            .WithHttpEndpoint(isProxied: false)
            .WithWebchatDefaults()
            .WithTokens(identity, "chat-api")
            .WithReference(stores.Redis, "redis")
            .WithReference(policy)
            .WithReference(recording)
            .WithConfiguration("Limits")
            .WithConfiguration("Hours")
            .WithConfiguration("Queues")
            .WithConfiguration("Presence")
            .WithConfiguration("Idle")
            .WaitFor(stores.Redis)
);

// The pages: they ask the services in the name of whoever looks at them.
var frontend = builder
    .AddProject<Projects.Web_Frontend>("frontend")
    .WithHttpEndpoint()
    .WithWebchatDefaults()
    .WithTokens(identity)
    .WithReference(stores.Redis, "redis")
    .WithReplicas(chat)
    .WithReference(policy)
    .WithReference(recording)
    .WithTraceLinks(hasDashboard: !options.DisableDashboard)
    .WaitFor(stores.Redis);

gateway
    .WithWebchatDefaults(Composition.PublicEndpoint)
    .DisableForwardedHeaders()
    .WithSignIn(identity, stores)
    .WithReference(stores.Redis, "redis")
    .WithReplicas(chat)
    .WithReference(recording)
    .WithReference(policy)
    .WithReference(frontend)
    .WithConfiguration("Limits")
    .WithConfiguration("Gateway:TrustedProxies")
    .WithConfiguration("Gateway:Watch")
    .WaitFor(stores.Redis);

// Other sites may show the residents' pages on theirs; in development one does.
builder.AddEmbedding(gateway, frontend);

// Services ask each other when they need to and not before, so they start side by side: each waits for its stores alone.
builder.AnnounceWhenReady(gateway);

await builder.Build().RunAsync();
