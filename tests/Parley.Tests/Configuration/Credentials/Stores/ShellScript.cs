namespace Parley.Tests.Configuration.Credentials.Stores;

/// <summary>Small programs of a test's own, for the shell.</summary>
internal static class ShellScript
{
    public static void Write(string path, string text)
    {
        File.WriteAllText(path, "#!/bin/sh\n" + text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
