using Microsoft.AspNetCore.Http.Metadata;
using WebchatAspire.ServiceDefaults.Problems;

namespace WebchatAspire.Recording.Service.Retrieval;

/// <summary>No answer from policy means no text, and says so (law 3).</summary>
internal sealed class PolicyUnavailableFilter : IEndpointFilter
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

internal sealed record RequestSizeLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
