using Microsoft.Data.Sqlite;

namespace Parley.Cli.Tests.Running;

/// <summary>Looks into the ledger that a program has written.</summary>
internal static class LedgerFile
{
    /// <summary>The rows of a question, each as its values in order.</summary>
    public static List<object[]> Ask(string path, string question)
    {
        SQLitePCL.Batteries_V2.Init();
        using var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = question;
        using var reader = command.ExecuteReader();
        var rows = new List<object[]>();
        while (reader.Read())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }
        return rows;
    }
}
