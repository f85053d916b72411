using System.Security.Cryptography;
using System.Text;
using Parley.Conversations;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Routing;

namespace Parley.Pipeline.Caching;

/// <summary>By what an answer is found again.</summary>
/// <param name="Tenant">Whose it is: nobody else finds it.</param>
/// <param name="Hash">What was asked of whom, in hexadecimal.</param>
internal readonly record struct CacheKey(string Tenant, string Hash)
{
    private static readonly IChatCodec Plain = KnownDialects.Find(DialectNames.Parley)!.Chat;

    /// <summary>The name of the entry in the store, which tells nothing of the tenant.</summary>
    public string Name => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{Tenant}:{Hash}")));

    /// <summary>The key of a question.</summary>
    /// <param name="exchange">Who asks, and under which policies.</param>
    /// <param name="asked">What is asked.</param>
    /// <param name="targets">Who may be asked.</param>
    public static CacheKey Of(Exchange exchange, ChatRequest asked, TargetClass targets)
    {
        using var mark = new Fingerprint();
        mark.Add(FormOf(exchange.Request.Operation)).Add(exchange.Request.RejectLoss ? 1 : 0).Add(exchange.Request.DropsHostedTools ? 1 : 0);
        // What nobody checked is not given to those who want it checked.
        if (exchange.Request.ChecksForm)
            mark.Add("form");
        mark.Add(targets.Mark);
        // What a key may not use it is not given either, whoever has asked for it.
        TargetClass.AddLimits(exchange.Caller?.Limits, mark);
        AddWishes(exchange.Wishes, mark);
        // What its key adds to a question is asked with it.
        mark.Add(exchange.Caller?.Strategy).Add((exchange.Request.Terms?.Apply(asked, new ConversionLog()) ?? asked).MaxTokens);
        AddQuestion(asked, mark);
        return new CacheKey(exchange.Snapshot.Cache.Shared ? "*" : Owner.Of(exchange.Caller), Convert.ToHexString(mark.Build()));
    }

    /// <summary>The ways to chat of all dialects are one; other operations, which backends answer otherwise, stand for themselves.</summary>
    private static string FormOf(Operation operation) =>
        ReferenceEquals(KnownDialects.Find(operation.Codec.Dialect)?.First(OperationKind.Chat), operation) ? "chat" : $"{operation.Codec.Dialect} {operation.Name}";

    /// <summary>The wishes that say who answers. How urgent it is does not.</summary>
    private static void AddWishes(RoutingWishes wishes, Fingerprint mark) =>
        mark.Add(wishes.Backend?.ToLowerInvariant()).Add(wishes.Strategy).Add(wishes.MaxLatencyMs).Add(wishes.MaxPowerWatts).Add(wishes.MaxCost).Add(wishes.MediaType)
            .Add(wishes.LatencyCritical ? 1 : 0).Add(wishes.PowerEfficient ? 1 : 0);

    /// <summary>Adds what is asked.</summary>
    internal static void AddQuestion(ChatRequest asked, Fingerprint mark)
    {
        using var body = new PooledBufferWriter(4096);
        Plain.WriteRequest(CanonicalRequest.Of(asked), WireProfile.Default, new ConversionLog(), new WireRequestWriter(body));
        mark.AddJson(body.WrittenSpan);
    }
}
