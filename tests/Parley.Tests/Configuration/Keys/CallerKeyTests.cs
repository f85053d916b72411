using System.Net;
using System.Security.Cryptography;
using Parley.Configuration;
using Parley.Dialects;

namespace Parley.Tests.Configuration.Keys;

/// <summary>How keys look, and how they are found.</summary>
public sealed class CallerKeyTests
{
    [Fact]
    public void Keys_are_of_256_random_bits_behind_a_part_that_may_be_shown()
    {
        var keys = Enumerable.Range(0, 1000).Select(static _ => KeyText.Make(out var _)).ToHashSet(StringComparer.Ordinal);

        Assert.Equal(1000, keys.Count);
        Assert.All(keys, static key => Assert.Matches("^sk-parley-[a-z0-9]{12}-[A-Za-z0-9_-]{43}$", key));
    }

    [Fact]
    public void Nothing_but_the_whole_key_is_the_key()
    {
        var (keys, key) = WithKey();

        Assert.Equal("ci", keys.Find(key)?.Name);
        foreach (var other in (string[])[key[..^1], key + "A", key.ToUpperInvariant(), " " + key, key[..22], key[..22] + "-" + new string('A', 43), KeyText.Masked(key[10..22]), "", new string('x', 1025), key + new string('x', 5000)])
            Assert.Null(keys.Find(other));
    }

    [Fact]
    public void Wrong_key_is_compared_whatever_of_it_is_right()
    {
        var (keys, key) = WithKey();

        foreach (var other in (string[])[key, key[..22] + "-" + new string('A', 43), "sk-parley-aaaaaaaaaaaa-" + new string('A', 43), "anything"])
            Assert.Equal(SHA256.HashSizeInBytes, keys.Stored.Suspect(other).Hash.Length);
    }

    [Fact]
    public void Million_random_keys_are_refused_and_leave_nothing_behind()
    {
        var (keys, key) = WithKey();
        Span<char> tried = stackalloc char[key.Length];
        key.CopyTo(tried);
        Assert.NotNull(keys.Find(tried));
        var random = new Random(5);
        var found = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1_000_000; i++)
        {
            tried[10 + (i % 12)] = (char)('a' + random.Next(26));
            tried[23 + random.Next(43)] = (char)('A' + random.Next(26));
            if (keys.Find(tried) is not null)
                found++;
        }

        Assert.Equal(0, found);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 10);
    }

    [Theory]
    [InlineData(null, OperationKind.Embeddings, true)]
    [InlineData(KeyOperations.Chat, OperationKind.Chat, true)]
    [InlineData(KeyOperations.Chat, OperationKind.CountTokens, true)]
    [InlineData(KeyOperations.Chat, OperationKind.Embeddings, false)]
    [InlineData(KeyOperations.Embeddings | KeyOperations.Rerank, OperationKind.Rerank, true)]
    [InlineData(KeyOperations.CountTokens, OperationKind.Chat, false)]
    [InlineData(KeyOperations.None, OperationKind.FillIn, false)]
    public void Operations_are_those_that_were_said(KeyOperations? said, OperationKind kind, bool may) =>
        Assert.Equal(may, (CallerKey.Of("k", "x") with { Operations = said }).May(kind));

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("11.1.2.3", false)]
    [InlineData("2001:db8::5", true)]
    [InlineData(null, false)]
    public void Networks_are_those_that_were_said(string? address, bool isTaken)
    {
        var key = CallerKey.Of("k", "x") with { Networks = [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("2001:db8::/32")] };

        Assert.Equal(isTaken, key.IsTakenFrom(address is null ? null : IPAddress.Parse(address)));
        Assert.True(CallerKey.Of("k", "x").IsTakenFrom(null));
    }

    private static (CallerKeys Keys, string Key) WithKey()
    {
        var text = KeyText.Make(out var prefix);
        var key = CallerKey.Of("ci", text) with { Id = "key_1" };
        return (CallerKeys.None.With(new KeyIndex([key], [new KeyValue(prefix, key)])), text);
    }
}
