namespace Parley.Configuration;

/// <summary>By what a limit is told whom it is for.</summary>
public enum BudgetScope
{
    /// <summary>The caller's key, by its name.</summary>
    Key,

    /// <summary>The team of the key.</summary>
    Team,

    /// <summary>A tag of the key or the request.</summary>
    Tag,

    /// <summary>The session of the request.</summary>
    Session,

    /// <summary>The model that is asked: its name there, <c>backend/model</c>, or the operator's own name that led there.</summary>
    Model,

    /// <summary>The backend that is asked, by its id.</summary>
    Backend,
}

/// <summary>A part of whom a limit is for.</summary>
/// <param name="Scope">What is looked at.</param>
/// <param name="Pattern">What it has to be.</param>
public readonly record struct BudgetMatch(BudgetScope Scope, Glob Pattern);
