namespace Basisd.Probes.Gateway;

/// <summary>Form of the member <c>next</c> of a list.</summary>
internal enum AnswerNext
{
    /// <summary>The list has one page and no such member.</summary>
    None,

    /// <summary>Number: sequence of the last item, or null at the end.</summary>
    Seq,

    /// <summary>Text: id of the last item, or null at the end.</summary>
    Id,
}
