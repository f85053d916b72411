using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Parley.Cli.Hosting;

/// <summary>One line to standard error for each entry, the time in UTC first. Standard output stays free for results.</summary>
internal sealed class StderrLoggerProvider : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new StderrLogger();

    public void Dispose()
    {
    }

    /// <summary>An entry is one line whatever callers write into the names that it shows: no line of their own, no escape sequence for the operator's terminal.</summary>
    public static string OneLine(string message) =>
        !message.Any(IsUnsafe) ? message : string.Concat(message.Select(static character => IsUnsafe(character) ? ' ' : character));

    private static bool IsUnsafe(char character) => char.IsControl(character) || character is '\u2028' or '\u2029' || char.GetUnicodeCategory(character) == UnicodeCategory.Format;

    private sealed class StderrLogger : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var time = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            var word = logLevel switch { LogLevel.Critical or LogLevel.Error => "error", LogLevel.Warning => "warn", LogLevel.Information => "info", _ => "debug" };
            Console.Error.WriteLine($"{time} {word} {OneLine(formatter(state, exception))}{(exception is null ? "" : Environment.NewLine + exception)}");
        }
    }
}
