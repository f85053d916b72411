using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;
using Parley.Resilience;

namespace Parley.Tests.Resilience;

public sealed class FaultTableTests
{
    [Fact]
    public void Every_class_has_one_row()
    {
        Assert.Equal(Enum.GetValues<FaultClass>().Order(), FaultTable.Rows.Select(static row => row.Class).Order());
    }

    [Fact]
    public void Every_kind_of_fault_has_a_class()
    {
        Assert.All(Enum.GetValues<FaultKind>(), static kind => Assert.NotNull(FaultTable.Of(new Fault(kind, "x"))));
    }

    [Theory]
    [InlineData(FaultKind.Connect, "Retry")]
    [InlineData(FaultKind.ConnectTimeout, "Retry")]
    [InlineData(FaultKind.Upstream, "Retry")]
    [InlineData(FaultKind.Overloaded, "Retry")]
    [InlineData(FaultKind.RateLimit, "NextTarget")]
    [InlineData(FaultKind.MalformedReply, "NextTarget")]
    [InlineData(FaultKind.FirstEventTimeout, "NextTarget")]
    [InlineData(FaultKind.Authentication, "NextKey")]
    [InlineData(FaultKind.ContextLength, "LargerWindow")]
    [InlineData(FaultKind.ContentPolicy, "OtherFilter")]
    [InlineData(FaultKind.InvalidRequest, "Stop")]
    [InlineData(FaultKind.NotFound, "Stop")]
    [InlineData(FaultKind.Cancelled, "Stop")]
    [InlineData(FaultKind.GatewayBusy, "Stop")]
    public void Kind_leads_to_its_remedy(FaultKind kind, string remedy)
    {
        Assert.Equal(Enum.Parse<Remedy>(remedy), FaultTable.Of(new Fault(kind, "x")).Remedy);
    }

    [Theory]
    [InlineData(NetworkFaults.TlsFailed, FaultKind.Connect, "NextTarget")]
    [InlineData(NetworkFaults.NoCredential, FaultKind.Connect, "NextKey")]
    [InlineData(NetworkFaults.FailedInside, FaultKind.Upstream, "NextTarget")]
    [InlineData(NetworkFaults.ConnectionLost, FaultKind.MalformedReply, "Retry")]
    public void Cause_tells_classes_of_one_kind_apart(string cause, FaultKind kind, string remedy)
    {
        Assert.Equal(Enum.Parse<Remedy>(remedy), FaultTable.Of(new Fault(kind, "x") { Cause = cause }).Remedy);
    }

    [Fact]
    public void Timeout_that_a_provider_reports_is_its_error_and_one_measured_here_is_silence()
    {
        Assert.Equal(FaultClass.ServerError, FaultTable.ClassOf(new Fault(FaultKind.FirstEventTimeout, "x") { Source = FaultSource.Provider, Status = 504 }));
        Assert.Equal(FaultClass.FirstEventTimeout, FaultTable.ClassOf(new Fault(FaultKind.FirstEventTimeout, "x")));
    }
}
