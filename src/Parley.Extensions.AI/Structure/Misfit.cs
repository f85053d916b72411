namespace Parley.Extensions.AI.Structure;

/// <summary>Why an answer is not the object that was asked for.</summary>
/// <param name="Wrong">What is wrong, as the model is told it.</param>
/// <param name="Thrown">What was thrown when it was read; null when nothing was.</param>
internal sealed record Misfit(string Wrong, Exception? Thrown = null);
