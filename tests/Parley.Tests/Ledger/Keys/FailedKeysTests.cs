using System.Net;
using Parley.Ledger.Keys;

namespace Parley.Tests.Ledger.Keys;

/// <summary>Wrong keys, by address.</summary>
public sealed class FailedKeysTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly IPAddress Here = IPAddress.Parse("192.0.2.1");
    private readonly SettableTime _time = new();

    [Fact]
    public void So_many_are_told_so_then_it_has_to_wait_until_the_window_ends()
    {
        var failed = new FailedKeys(_time);

        Assert.All(Enumerable.Range(0, 3), _ => Assert.Null(failed.Count(Here, 3, Window)));
        _time.Passed += TimeSpan.FromSeconds(20);
        Assert.Equal(TimeSpan.FromSeconds(40), failed.Count(Here, 3, Window));
        Assert.Null(failed.Count(IPAddress.Parse("198.51.100.7"), 3, Window));
        _time.Passed += TimeSpan.FromSeconds(41);
        Assert.Null(failed.Count(Here, 3, Window));
    }

    [Fact]
    public void Zero_counts_nothing()
    {
        var failed = new FailedKeys(_time);

        Assert.All(Enumerable.Range(0, 100), _ => Assert.Null(failed.Count(Here, 0, Window)));
    }

    [Fact]
    public void Addresses_of_one_network_of_version_6_are_one()
    {
        var failed = new FailedKeys(_time);

        Assert.Null(failed.Count(IPAddress.Parse("2001:db8::1"), 1, Window));
        Assert.NotNull(failed.Count(IPAddress.Parse("2001:db8::ffff:2"), 1, Window));
    }

    [Fact]
    public void A_hundred_thousand_addresses_take_no_more_room_than_one()
    {
        var failed = new FailedKeys(_time);
        var addresses = Enumerable.Range(0, 1000).Select(static number => new IPAddress(number)).ToArray();
        failed.Count(Here, 3, Window);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 100_000; i++)
            failed.Count(addresses[i % addresses.Length], 3, Window);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private sealed class SettableTime : TimeProvider
    {
        public TimeSpan Passed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Passed.Ticks;
    }
}
