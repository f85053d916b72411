namespace Parley.Cli.Tests.Running;

/// <summary>A program <c>secret-tool</c> that keeps each value in a file of the sandbox, below <c>kept</c>, and writes down what it was called with, into <c>arguments</c>.</summary>
internal static class FakeSecretTool
{
    private const string Text = """
        #!/bin/sh
        echo "$@" >> "$HOME/arguments"
        verb=$1
        for name; do :; done
        mkdir -p "$HOME/kept"
        case $verb in
          store) cat > "$HOME/kept/$name" ;;
          lookup) cat "$HOME/kept/$name" 2> /dev/null ;;
          clear) rm "$HOME/kept/$name" ;;
          search)
            for kept in "$HOME"/kept/*; do
              word=$(basename "$kept")
              [ -f "$kept" ] && { [ "$name" = parley ] || [ "$name" = "$word" ]; } || continue
              printf '[/1]\nlabel = parley: %s\nsecret = %s\ncreated = 2026-11-30 10:00:00\nmodified = 2026-11-30 10:00:00\n' "$word" "$(cat "$kept")"
              printf 'attribute.service = parley\nattribute.name = %s\n' "$word" >&2
            done ;;
        esac
        """;

    /// <summary>Writes it, and gives the search path with which it is found.</summary>
    public static (string Name, string Value) PathWith(Sandbox sandbox)
    {
        var folder = Directory.CreateDirectory(Path.Combine(sandbox.Folder, "bin")).FullName;
        var program = sandbox.Write("bin/secret-tool", Text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return ("PATH", $"{folder}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}");
    }
}
