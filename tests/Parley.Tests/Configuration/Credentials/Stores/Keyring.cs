using System.Diagnostics;

namespace Parley.Tests.Configuration.Credentials.Stores;

/// <summary>A keyring of the test's own: a session bus and GNOME's keyring on it, unlocked, and a <c>secret-tool</c> that asks there.</summary>
public sealed class Keyring : IDisposable
{
    private const string Begin = "printf parley | gnome-keyring-daemon --unlock --components=secrets > /dev/null 2>&1; echo $DBUS_SESSION_BUS_ADDRESS; read end";

    private readonly string _folder = Directory.CreateTempSubdirectory("parley-keyring").FullName;
    private readonly Process? _session;

    public Keyring()
    {
        var lacking = new[] { "dbus-run-session", "gnome-keyring-daemon", "secret-tool" }.FirstOrDefault(static program => !IsThere(program));
        if (lacking is not null)
        {
            Missing = $"not run: {lacking} is not installed (libsecret-tools, gnome-keyring, dbus)";
            return;
        }
        _session = Start();
        ShellScript.Write(Program, $"DBUS_SESSION_BUS_ADDRESS='{_session.StandardOutput.ReadLine()}' exec secret-tool \"$@\"\n");
    }

    /// <summary>Why there is none; null when there is.</summary>
    public string? Missing { get; }

    /// <summary>The program that asks it.</summary>
    public string Program => Path.Combine(_folder, "secret-tool");

    public void Dispose()
    {
        if (_session is not null)
        {
            _session.StandardInput.Close();
            _session.WaitForExit();
            _session.Dispose();
        }
        Directory.Delete(_folder, recursive: true);
    }

    private Process Start()
    {
        var start = new ProcessStartInfo("dbus-run-session", ["--", "sh", "-c", Begin]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var (variable, place) in new[] { ("HOME", "home"), ("XDG_DATA_HOME", "data"), ("XDG_RUNTIME_DIR", "run") })
            start.Environment[variable] = Directory.CreateDirectory(Path.Combine(_folder, place)).FullName;
        return Process.Start(start)!;
    }

    private static bool IsThere(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
