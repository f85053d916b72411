namespace Parley.Routing.Adaptive;

/// <summary>Notices that an arm is not any more what it was: sums of how much its rewards missed what was expected, one for each direction, that fall back while they miss by chance (Page: Continuous inspection schemes, 1954).</summary>
internal sealed record ChangeWatch
{
    // In standard deviations: by how much the mean must have changed to be noticed, how much one request counts at most, and how far the sum must go.
    private const double Allowed = 0.5;
    private const double MostOfOne = 3;
    private const double Alarm = 16;

    /// <summary>How much the rewards were worse.</summary>
    public double Fallen { get; set; }

    /// <summary>How much they were better.</summary>
    public double Risen { get; set; }

    /// <summary>Sees by how many standard deviations a reward was better than expected; true when the arm has changed, and all begins anew.</summary>
    public bool See(double miss)
    {
        Move(Math.Clamp(miss, -MostOfOne, MostOfOne), Allowed);
        if (Fallen < Alarm && Risen < Alarm)
            return false;
        (Fallen, Risen) = (0, 0);
        return true;
    }

    /// <summary>What was seen was better than it seemed then.</summary>
    public void Correct(double difference) => Move(Math.Clamp(difference, -MostOfOne, MostOfOne), 0);

    private void Move(double by, double allowed) => (Fallen, Risen) = (Math.Max(0, Fallen - by - allowed), Math.Max(0, Risen + by - allowed));
}
