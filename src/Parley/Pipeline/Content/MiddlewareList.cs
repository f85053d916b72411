using Parley.Configuration;

namespace Parley.Pipeline;

/// <summary>
/// What a host changes of the list of steps: further ones in their order, others in the place of Parley's own, some left out. Parley's own are, outermost first, <c>trace</c>, <c>conversation</c>, <c>limits</c>, <c>guards</c>, <c>history</c>, <c>cache</c>; what is
/// added stands behind them, right before the backends are asked. Not thread-safe; it is read once, when the gateway starts.
/// </summary>
public sealed class MiddlewareList
{
    private readonly List<Action<List<IMiddleware>>> _edits = [];

    /// <summary>Adds a step behind all others.</summary>
    public MiddlewareList Use(IMiddleware step) => Edit(step, steps => steps.Add(step));

    /// <summary>Adds a step right before that of a name.</summary>
    public MiddlewareList UseBefore(string name, IMiddleware step) => Edit(step, steps => steps.Insert(PlaceOf(name, steps), step));

    /// <summary>Adds a step right behind that of a name.</summary>
    public MiddlewareList UseAfter(string name, IMiddleware step) => Edit(step, steps => steps.Insert(PlaceOf(name, steps) + 1, step));

    /// <summary>Puts a step in the place of that of a name.</summary>
    public MiddlewareList Replace(string name, IMiddleware step) => Edit(step, steps => steps[PlaceOf(name, steps)] = step);

    /// <summary>Leaves out the step of a name.</summary>
    public MiddlewareList Remove(string name)
    {
        _edits.Add(steps => steps.RemoveAt(PlaceOf(name, steps)));
        return this;
    }

    /// <summary>Makes the changes of another list, too.</summary>
    internal MiddlewareList With(MiddlewareList? other)
    {
        _edits.AddRange(other?._edits ?? []);
        return this;
    }

    /// <summary>The steps after all changes, in the order in which they were made.</summary>
    /// <param name="steps">The steps before, outermost first.</param>
    /// <exception cref="ArgumentException">A name that was referred to is that of no step.</exception>
    public IReadOnlyList<IMiddleware> Over(IEnumerable<IMiddleware> steps)
    {
        List<IMiddleware> list = [.. steps];
        foreach (var edit in _edits)
            edit(list);
        return list;
    }

    private MiddlewareList Edit(IMiddleware step, Action<List<IMiddleware>> edit)
    {
        ArgumentNullException.ThrowIfNull(step);
        _edits.Add(edit);
        return this;
    }

    private static int PlaceOf(string name, List<IMiddleware> steps)
    {
        var place = steps.FindIndex(step => step.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (place >= 0)
            return place;
        var near = NearNames.Closest(name, steps.Select(static step => step.Name));
        throw new ArgumentException(near is null ? $"There is no step '{name}'; there are {string.Join(", ", steps.Select(static step => step.Name))}." : $"There is no step '{name}'. Did you mean '{near}'?", nameof(name));
    }
}
