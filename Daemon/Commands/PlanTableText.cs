using System.Globalization;
using System.Text;
using Basisd.Host.Configuration;
using Basisd.Host.Http;

namespace Basisd.Commands;

/// <summary>Plans as tables for people. What binds is always said in words.</summary>
internal static class PlanTableText
{
    private const int MostSlices = 40;

    /// <summary>A reduction.</summary>
    public static string Of(ReductionPlanView plan)
    {
        StringBuilder text = new();
        text.Append(plan.IsPlan ? Headline(plan) : $"no plan: {plan.Explanation}\n");
        text.Append(CultureInfo.InvariantCulture, $"limits: {Percent(plan.ParticipationPpm)} of the depth, {plan.MaxSlippagePpm} ppm slippage, ");
        text.Append(CultureInfo.InvariantCulture, $"a slice every {Durations.Format(plan.IntervalNs)}\n");
        if (plan.Positions.Count > 0)
        {
            text.Append($"\n{"position",-22}  {"quantity",16}  {"margin",9}  {"depth",16}  {"slippage",9}  ");
            text.Append($"{"reduce",16}  {"slice",14}  {"slices",6}  gate: reduce\n");
        }

        foreach (ReductionPositionView at in plan.Positions)
        {
            string margin = at.MarginRatioPpm is { } ratio ? Percent(ratio) : "-";
            text.Append($"{at.Position,-22}  {Amount(at.Quantity),16}  {margin,9}  {Amount(at.Depth),16}  ");
            text.Append($"{(at.SlippagePpm is { } ppm ? ppm.ToString(CultureInfo.InvariantCulture) + " ppm" : "-"),9}  ");
            text.Append($"{AmountText.Format(at.Amount),16}  {AmountText.Format(at.SliceLimit),14}  {at.Slices,6}  {at.Permission}\n");
            text.Append(at.Explanation.Length > 0 ? $"  {at.Explanation}\n" : "");
        }

        for (int i = 0; i < plan.Slices.Count && i < MostSlices; i++)
        {
            ReductionSliceView slice = plan.Slices[i];
            text.Append(i == 0 ? $"\n{"not before",12}  {"position",-22}  {"order",16}\n" : "");
            text.Append($"{"+" + Durations.Format(slice.NotBeforeNs),12}  {slice.Position,-22}  {AmountText.Format(slice.Quantity),16}\n");
        }

        text.Append(plan.Slices.Count > MostSlices ? $"{"…",12}  {plan.Slices.Count - MostSlices} more; --json shows all of them\n" : "");
        return text.ToString();
    }

    /// <summary>A reallocation.</summary>
    public static string Of(ReallocationPlanView plan)
    {
        StringBuilder text = new();
        text.Append(plan.IsPlan
            ? $"{AmountText.Format(plan.Amount)} {plan.Asset} would leave {plan.From}; nothing was moved\n"
            : $"no plan for {AmountText.Format(plan.Amount)} {plan.Asset} away from {plan.From}: {plan.Explanation}\n");
        text.Append(plan.FromHealthy ? $"note: {plan.From} is healthy, nothing asks for it\n" : "");
        text.Append(plan.Held is null ? $"note: nobody has reported what {plan.From} holds, so the amount is not held against it\n" : "");
        text.Append(plan.Venues.Count > 0 ? $"\n{"venue",-16}  {"takes",16}  {"could take",16}\n" : "");
        foreach (ReallocationPartView part in plan.Venues)
        {
            text.Append($"{part.Venue,-16}  {AmountText.Format(part.Amount),16}  {AmountText.Format(part.Capacity),16}  {part.Explanation}\n");
        }

        return text.ToString();
    }

    private static string Headline(ReductionPlanView plan)
    {
        string leftOut = plan.LeftOut > 0 ? $", {plan.LeftOut} positions left out" : "";
        return $"{plan.Slices.Count} slices in {Durations.Format(plan.Slices[^1].NotBeforeNs)}{leftOut}; nothing was sent\n";
    }

    private static string Amount(long? amount) => amount is { } known ? AmountText.Format(known) : "-";

    private static string Percent(long ppm) => $"{AmountText.Format(ppm * 10_000)} %";
}
