namespace Parley.Configuration;

/// <summary>Where one attempt goes: a backend, and the model's name there.</summary>
/// <param name="Backend">The backend.</param>
/// <param name="Model">The model as the backend names it.</param>
public sealed record Target(Backend Backend, string Model)
{
    private const int WindowBits = 40;
    private const long MostWindow = (1L << WindowBits) - 1;

    private Target? _outline;
    private Priced? _priced;
    // The day and, in the lower part, tokens; one number, so that it is read and written at once.
    private long _window = -1;

    /// <summary>Its share of the requests under the strategy <c>weighted</c>.</summary>
    public double Weight { get; init; } = Backend.Weight;

    /// <summary>How good its answers are, from 0 to 1; null when not said.</summary>
    public double? Quality { get; init; } = Backend.Quality;

    /// <summary>How the name that was asked for led here.</summary>
    public NameFit Fit { get; init; } = NameFit.Served;

    /// <summary>The priority of the pattern that led here.</summary>
    public int FitPriority { get; init; }

    /// <summary>Whether it is the same model of the same backend, whatever key it is asked with.</summary>
    public bool IsSameAs(Target other) => Model == other.Model && Backend.Id == other.Backend.Id;

    /// <summary>What its attempts have shown, kept here by whoever keeps it, so that a name with a thousand targets need not look up a thousand. No part of what the target is.</summary>
    internal object? State { get; set; }

    /// <summary>What its server's list says of it, kept here in the same way.</summary>
    internal object? Listed { get; set; }

    /// <summary>What it costs on a day, as far as the configuration and the book say it; null when unknown. Looked up once a day.</summary>
    public PriceRow? PriceAt(DateOnly day) => PricedOn(day).Row;

    /// <summary>The same, with what the book says besides.</summary>
    internal Priced PricedOn(DateOnly day) => _priced is { } known && known.Day == day ? known : _priced = Backend.Prices.Of(Backend, Model, day);

    /// <summary>The tokens that fit into the model, after the book; null when it does not say. Kept here without a step more: filters look at a thousand targets.</summary>
    internal long? WindowOn(DateOnly day)
    {
        var known = _window;
        if (known >> WindowBits != day.DayNumber)
            _window = known = ((long)day.DayNumber << WindowBits) | Math.Min(PricedOn(day).Facts?.ContextWindow ?? 0, MostWindow);
        var tokens = known & MostWindow;
        return tokens == 0 ? null : tokens;
    }

    /// <summary>The same for records of requests that are over: it leads to the <see cref="Backend.Outline"/>, and keeps no configuration alive. Made once.</summary>
    internal Target Outline => _outline ??= ReferenceEquals(Backend, Backend.Outline) ? this : new Target(Backend.Outline, Model) { Weight = Weight, Quality = Quality, Fit = Fit, FitPriority = FitPriority };

    /// <summary>Whether both lead to the same model of the same backend.</summary>
    public bool Equals(Target? other) => other is not null && ReferenceEquals(Backend, other.Backend) && Model == other.Model;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Backend, Model);

    /// <summary><c>backendId/model</c>, as callers and operators write it.</summary>
    public override string ToString() => $"{Backend.Id}/{Model}";
}
