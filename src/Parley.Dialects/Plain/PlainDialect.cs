namespace Parley.Dialects.Plain;

/// <summary>Parley's own dialect: the conversation as it is, with nothing left out. By it a gateway behind a gateway loses nothing.</summary>
public static class PlainDialect
{
    /// <summary>The dialect with its operation.</summary>
    public static Dialect Instance { get; } = new(DialectNames.Parley, "parley", [new Operation("chat", new Codec(), ["v1/conversation"])]);
}
