namespace Parley.Routing.Evaluation;

/// <summary>Something that chooses arms, one prompt after the other, and is told only what the chosen arm did.</summary>
internal interface ITablePolicy
{
    /// <summary>Chooses an arm, by its place in the table.</summary>
    int Choose(string prompt);

    /// <summary>Tells what the last choice brought.</summary>
    void Settle(double reward, double cost);
}
