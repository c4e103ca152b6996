namespace Basisd.Commands;

/// <summary>One word that may stand at the cursor.</summary>
/// <param name="Text">The word; <c>:file</c> and <c>:dir</c> ask the shell for paths.</param>
/// <param name="Meaning">What it means; may be empty.</param>
public readonly record struct CompletionWord(string Text, string Meaning);
