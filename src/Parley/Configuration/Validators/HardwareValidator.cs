using System.Globalization;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;

namespace Parley.Configuration.Validators;

/// <summary>The limits of heat and noise are in order, and every source of readings can be read.</summary>
internal sealed class HardwareValidator : IValidator
{
    public void Check(GatewayOptions options, Catalog catalog, ProblemList problems)
    {
        if (options.Thermal is not { } thermal)
            return;
        var node = options.Node?.Find("thermal")?.Value as Reading.ConfigMap;
        Rising(problems, node, [("warn", thermal.Warn), ("critical", thermal.Critical), ("shutdown", thermal.Shutdown)]);
        Rising(problems, node?.Find("fan")?.Value as Reading.ConfigMap, [("quiet", thermal.FanQuiet), ("moderate", thermal.FanModerate), ("loud", thermal.FanLoud)]);
        foreach (var source in thermal.Sources)
            Check(source, options, problems);
    }

    private static void Check(SensorSourceOptions source, GatewayOptions options, ProblemList problems)
    {
        if (source.File is null == source.Command.IsEmpty)
            problems.Add(new Problem(ProblemCode.Missing, "the source names neither a file nor a command", Place.Of(source.Node, "command")) { Hint = "add `file` or `command`" });
        if (source.Hardware is null && source.Backends.IsEmpty)
            problems.Add(new Problem(ProblemCode.Missing, "the source does not say what it measures", Place.Of(source.Node, "hardware")) { Hint = "add `hardware` or `backends`" });
        foreach (var id in source.Backends.Where(id => !options.Backends.Any(backend => backend.Id.Equals(id, StringComparison.OrdinalIgnoreCase))))
        {
            var near = NearNames.Closest(id, options.Backends.Select(static backend => backend.Id));
            problems.Add(new Problem(ProblemCode.UnknownBackend, $"the source measures backend `{id}`, which does not exist", Place.Of(source.Node, "backends")) { Hint = near is null ? "add it to `backends`" : $"did you mean `{near}`?" });
        }
    }

    private static void Rising(ProblemList problems, Reading.ConfigMap? node, (string Name, double Value)[] limits)
    {
        for (var i = 1; i < limits.Length; i++)
        {
            if (limits[i].Value <= limits[i - 1].Value)
                problems.Add(new Problem(ProblemCode.NotAllowed, string.Create(CultureInfo.InvariantCulture, $"`{limits[i].Name}` is {limits[i].Value}, and `{limits[i - 1].Name}` before it is {limits[i - 1].Value}"), Place.Of(node, limits[i].Name)) { Hint = "let each limit be above the one before it" });
        }
    }
}
