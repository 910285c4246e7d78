using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using WebchatAspire.ServiceDefaults.Problems;

namespace WebchatAspire.ServiceDefaults.Enforcement;

/// <summary>No answer from policy means no text, and says so (law 3).</summary>
public sealed class PolicyUnavailableFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (PolicyUnavailableException)
        {
            return Problem.Unavailable(
                "policy-unavailable",
                "The policy cannot be asked at the moment, and nothing is opened without it. Try again."
            );
        }
    }
}

/// <summary>The most that a request's body may have, in bytes.</summary>
public sealed record RequestSizeLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
