using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Parley.Cli.Hosting;

namespace Parley.Cli.Commands;

/// <summary><c>parley serve</c>, and what <c>parley</c> does without a verb: runs the gateway until it is told to stop.</summary>
internal static class ServeCommand
{
    private static readonly Option<string[]> Config = new("--config", "-c")
    {
        Description = "A configuration file; several overlay each other, the last one wins. Without it parley.yaml of this folder is read, or nothing at all.",
        AllowMultipleArgumentsPerToken = false,
    };

    private static readonly Option<int?> Port = new("--port", "-p") { Description = "The port to listen on, in place of the configured one; 0 for a free one." };

    private static readonly Option<LogLevel> Level = new("--log-level")
    {
        Description = "How much to log: Debug, Information, Warning, Error, None.",
        DefaultValueFactory = static _ => LogLevel.Information,
    };

    static ServeCommand() => Port.Validators.Add(static port =>
    {
        if (port.Tokens is [{ Value: var text }] && !ushort.TryParse(text, CultureInfo.InvariantCulture, out _))
            port.AddError($"--port is a number from 0 to 65535, not '{text}'.");
    });

    public static Command Create()
    {
        var command = new Command("serve", "Run the gateway.");
        AddTo(command);
        return command;
    }

    /// <summary>Makes a command serve.</summary>
    public static void AddTo(Command command)
    {
        command.Options.Add(Config);
        command.Options.Add(Port);
        command.Options.Add(Level);
        command.SetAction(static (parsed, cancellationToken) =>
            ServeSession.RunAsync(new ServeOptions(parsed.GetValue(Config) ?? [], parsed.GetValue(Port), parsed.GetValue(Level)), cancellationToken));
    }
}
