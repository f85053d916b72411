using System.Globalization;

namespace Parley.Hardware;

/// <summary>The small files in which the kernel shows one value each. Drivers may refuse to read a sensor that sleeps: such a value is unknown.</summary>
internal static class KernelFiles
{
    /// <summary>The folders within one whose names begin with a word, in order; none where there is no such folder.</summary>
    public static IReadOnlyList<string> Folders(string parent, string start) =>
        Directory.Exists(parent) ? [.. Directory.EnumerateDirectories(parent, start + "*").Order(StringComparer.Ordinal)] : [];

    /// <summary>The files within a folder that fit a pattern, in order.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) => Directory.Exists(folder) ? Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal) : [];

    /// <summary>The text of a file; null where it is not there or cannot be read.</summary>
    public static string? Text(string folder, string name)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, name)).Trim();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The number in a file, in another unit; null where there is none.</summary>
    public static double? Number(string folder, string name, double unit = 1) =>
        double.TryParse(Text(folder, name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number / unit : null;

    /// <summary>A temperature; null for what a sensor without a place to measure shows: nothing below freezing, 0, or beyond what chips endure.</summary>
    public static double? Degrees(string folder, string name) => Number(folder, name, 1000) is > 0 and < 150 and var degrees ? degrees : null;
}
