namespace Parley.Routing.Adaptive;

/// <summary>What routing can know of a request before it is sent.</summary>
/// <param name="Text">The last thing that the user said.</param>
/// <param name="Tools">How many tools are offered.</param>
/// <param name="Turns">How many messages the conversation has.</param>
/// <param name="HasMedia">Whether images, sound or documents are in it.</param>
internal readonly record struct RequestTraits(string Text, int Tools = 0, int Turns = 1, bool HasMedia = false);
