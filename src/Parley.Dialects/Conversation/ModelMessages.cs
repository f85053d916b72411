namespace Parley.Dialects.Conversation;

/// <summary>What is asked of a model, in no dialect: what requests of every kind have in common. Immutable.</summary>
public abstract record ModelRequest
{
    /// <summary>The model as the caller named it; the engine puts the target's name here before it is written.</summary>
    public required string Model { get; init; }

    /// <summary>The dialect that read the request; empty when it was built in code.</summary>
    public string Dialect { get; init; } = "";

    /// <summary>Unknown members of the request.</summary>
    public Extras? Extras { get; init; }
}

/// <summary>What a model answered, whole, in no dialect: what replies of every kind have in common.</summary>
public abstract record ModelReply
{
    /// <summary>The provider's id of the answer; null when it has none.</summary>
    public string? Id { get; init; }

    /// <summary>The model that answered, as the provider names it.</summary>
    public string? Model { get; init; }

    /// <summary>What it used.</summary>
    public Usage Usage { get; init; } = Usage.Unknown;

    /// <summary>The dialect that read the reply.</summary>
    public string Dialect { get; init; } = "";

    /// <summary>Unknown members of the reply.</summary>
    public Extras? Extras { get; init; }
}
