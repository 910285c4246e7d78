using Grpc.Core;
using StackExchange.Redis;
using WebchatAspire.Chat.Api.Faults;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Chat.Api.Tests;

public sealed class StoreFailureTests
{
    [Theory]
    [InlineData(StatusCode.Unavailable, 503, "record-unavailable")]
    [InlineData(StatusCode.DeadlineExceeded, 503, "record-unavailable")]
    [InlineData(StatusCode.ResourceExhausted, 503, "record-unavailable")]
    [InlineData(StatusCode.Unauthenticated, 503, "record-unavailable")]
    [InlineData(StatusCode.NotFound, 404, "chat-not-found")]
    [InlineData(StatusCode.InvalidArgument, 400, "not-recordable")]
    [InlineData(StatusCode.Internal, 500, "internal-error")]
    [InlineData(StatusCode.Unknown, 500, "internal-error")]
    [InlineData(StatusCode.PermissionDenied, 500, "internal-error")]
    [InlineData(StatusCode.Cancelled, 500, "internal-error")]
    public void A_status_of_the_record_is_answered_by_what_it_means(StatusCode status, int http, string code)
    {
        var fault = StoreFailure.FaultOf(new RpcException(new Status(status, "")));
        Assert.Equal((http, code), (fault?.Status, fault?.Code));
    }

    [Fact]
    public void A_token_that_could_not_be_had_counts_as_the_record_being_away()
    {
        var failure = new Status(StatusCode.Internal, "", new TokenUnavailableException(new IOException()));
        Assert.Equal(Fault.RecordUnavailable, StoreFailure.FaultOf(new RpcException(failure)));
    }

    [Fact]
    public void A_time_out_of_Redis_is_Redis_and_what_is_neither_is_not_ours_to_sort()
    {
        var late = new RedisTimeoutException("late", CommandStatus.Sent);
        Assert.Equal(Fault.LiveUnavailable, StoreFailure.FaultOf(late));
        Assert.Null(StoreFailure.FaultOf(new InvalidOperationException()));
    }

    [Fact]
    public void Only_a_cancelled_call_of_a_caller_who_has_gone_is_a_departure()
    {
        var (gone, here) = (new CancellationToken(canceled: true), CancellationToken.None);
        var cancelled = new RpcException(new Status(StatusCode.Cancelled, ""));
        Assert.True(StoreFailure.IsDeparture(cancelled, gone));
        Assert.False(StoreFailure.IsDeparture(cancelled, here));
        Assert.False(StoreFailure.IsDeparture(new RpcException(new Status(StatusCode.Unavailable, "")), gone));
    }
}
