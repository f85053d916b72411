namespace Parley.TestKit;

/// <summary>What was to be proved is not so. Fails the test that it leaves.</summary>
public sealed class ProofException(string message) : Exception(message)
{
    /// <summary>Demands that two texts are the same and otherwise shows the first line that is not.</summary>
    public static void ThrowIfDifferent(string expected, string actual, string about)
    {
        if (expected == actual)
            return;
        var left = expected.Split('\n');
        var right = actual.Split('\n');
        var line = 0;
        while (line < left.Length && line < right.Length && left[line] == right[line])
            line++;
        throw new ProofException($"{about}: line {line + 1} differs\n  expected: {At(left, line)}\n  actual:   {At(right, line)}\n--- expected\n{expected}\n--- actual\n{actual}");
    }

    private static string At(string[] lines, int line) => line < lines.Length ? lines[line].Trim() : "(end)";
}
