namespace Parley.Dialects.Cohere;

/// <summary>Cohere's second API: <c>/v2/chat</c>.</summary>
public static class CohereDialect
{
    /// <summary>The dialect with its one operation.</summary>
    public static Dialect Instance { get; } = new(DialectNames.Cohere, "cohere", [new Operation("chat", new Codec(), ["v2/chat"])]);
}
