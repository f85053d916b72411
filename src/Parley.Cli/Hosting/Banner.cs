using System.Text;
using Parley.Configuration;
using Parley.Configuration.Discovery;

namespace Parley.Cli.Hosting;

/// <summary>What the program says at its start: where it is, what it found, what it did not find, and a call that works.</summary>
internal static class Banner
{
    private const int MostAbsent = 12;

    public static string Text(string address, GatewaySnapshot snapshot, IReadOnlyList<string> files, Discovered? found)
    {
        var text = new StringBuilder();
        text.AppendLine($"Parley is listening on {address}");
        if (found is null)
            AppendConfigured(text, snapshot, files);
        else
            AppendFound(text, found);
        text.AppendLine();
        AppendCall(text, address, snapshot);
        return text.ToString().TrimEnd();
    }

    private static void AppendConfigured(StringBuilder text, GatewaySnapshot snapshot, IReadOnlyList<string> files)
    {
        text.AppendLine($"  configuration: {string.Join(" + ", files)}");
        foreach (var backend in snapshot.BackendList)
            text.AppendLine(backend.Enabled ? $"  + {backend.Id} ({backend.Provider.DisplayName})" : $"  - {backend.Id}: {backend.DisabledReason}");
        foreach (var model in snapshot.ModelList)
            text.AppendLine($"  {model.Name} -> {string.Join(", ", model.Targets)}");
    }

    private static void AppendFound(StringBuilder text, Discovered found)
    {
        text.AppendLine("  no configuration file; this is what was found:");
        foreach (var finding in found.Findings.Where(static finding => finding.IsFound))
            text.AppendLine($"  + {finding.Provider.DisplayName} ({finding.Detail})");
        text.AppendLine("  + parley/echo (built in, needs no key)");
        foreach (var finding in found.Findings.Where(static finding => finding.Kind == FindingKind.Incomplete))
            text.AppendLine($"  ! {finding.Provider.DisplayName}: {finding.Detail}; {finding.Fix}");
        var absent = found.Findings.Where(static finding => finding.Kind == FindingKind.Absent).ToList();
        foreach (var finding in absent.Take(MostAbsent))
            text.AppendLine($"  - {finding.Provider.DisplayName}: {finding.Fix}");
        if (absent.Count > MostAbsent)
            text.AppendLine($"  - and {absent.Count - MostAbsent} more providers, see docs/reference/providers.md");
    }

    private static void AppendCall(StringBuilder text, string address, GatewaySnapshot snapshot)
    {
        var model = snapshot.EchoEnabled ? "parley/echo" : snapshot.ModelList.FirstOrDefault()?.Name ?? FirstModel(snapshot);
        text.AppendLine("Try it:");
        text.Append($"  curl {address}/v1/chat/completions");
        if (snapshot.Keys.AreRequired)
            text.Append(" -H 'Authorization: Bearer YOUR_KEY'");
        text.AppendLine($$""" -d '{"model":"{{model}}","messages":[{"role":"user","content":"Hello"}]}'""");
    }

    private static string FirstModel(GatewaySnapshot snapshot)
    {
        var backend = snapshot.BackendList.FirstOrDefault(static backend => backend.Enabled);
        return backend is null ? "parley/echo" : $"{backend.Id}/{backend.DefaultModel ?? backend.Provider.DefaultModel ?? "MODEL"}";
    }
}
