namespace Parley.Configuration.Credentials;

/// <summary>Files that only their owner may read, replaced whole or not at all.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Writes beside the file and renames: whoever reads meanwhile sees the old file or the new one.</summary>
    public static void Replace(string path, byte[] bytes)
    {
        var fresh = $"{path}.{Guid.NewGuid():N}.new";
        try
        {
            using (var stream = new FileStream(fresh, Options(FileMode.CreateNew, FileShare.None)))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }
            File.Move(fresh, path, overwrite: true);
        }
        finally
        {
            File.Delete(fresh);
        }
    }

    /// <summary>Writes a file that must not be there yet.</summary>
    public static void Create(string path, byte[] bytes)
    {
        using var stream = new FileStream(path, Options(FileMode.CreateNew, FileShare.None));
        stream.Write(bytes);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Holds a file that one program at a time may hold.</summary>
    public static FileStream Lock(string path) => new(path, Options(FileMode.OpenOrCreate, FileShare.None));

    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerFile | UnixFileMode.UserExecute);
    }

    /// <summary>Whether others than its owner may read or write it, as far as the system says so in a mode.</summary>
    public static bool IsExposed(string path) => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None;

    private static FileStreamOptions Options(FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = share };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerFile;
        return options;
    }
}
