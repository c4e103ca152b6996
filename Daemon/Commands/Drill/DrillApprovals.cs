using System;
using System.IO;
using System.Text.Json;
using Basisd.Host.Http;

namespace Basisd.Commands.Drill;

/// <summary>Approvals as persons make them, with <c>basisd approve</c> and their own key, over the plan that they were shown.</summary>
internal static class DrillApprovals
{
    /// <summary>Has a person sign.</summary>
    /// <param name="world">The drill.</param>
    /// <param name="plan">What the person is shown.</param>
    /// <param name="signer">Who the text names.</param>
    /// <param name="file">Where the approval goes.</param>
    /// <param name="expires">How long it is valid.</param>
    /// <param name="key">Whose key signs; null: the signer's.</param>
    /// <param name="isShown">Whether the text is shown.</param>
    public static void Sign(
        DrillWorld world, ResumptionPlan plan, string signer, string file, string expires = "1h", string? key = null, bool isShown = false)
    {
        string shown = world.FileOf(file + ".plan.json");
        File.WriteAllBytes(shown, JsonSerializer.SerializeToUtf8Bytes(plan, HttpJson.Default.ResumptionPlan));
        world.DoAlone(
            isShown, "approve", "--plan", shown, "--signer", signer, "--key", world.KeyOf(key ?? signer), "--rca",
            world.FileOf(ProtocolAct.Document), "--expires", expires, "--out", world.FileOf(file));
    }

    /// <summary>When an approval ends, Unix seconds.</summary>
    public static long ExpiryOf(DrillWorld world, string file) => Expiry(File.ReadAllText(world.FileOf(file))).ToUnixTimeSeconds();

    /// <summary>Makes an approval valid for an hour longer than was signed.</summary>
    public static void Tamper(DrillWorld world, string from, string to)
    {
        string text = File.ReadAllText(world.FileOf(from));
        DateTimeOffset end = Expiry(text);
        File.WriteAllText(world.FileOf(to), text.Replace(Utc(end), Utc(end.AddHours(1)), StringComparison.Ordinal));
    }

    private static string Utc(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");

    private static DateTimeOffset Expiry(string text)
    {
        const string Head = "\nexpires: ";
        int at = text.IndexOf(Head, StringComparison.Ordinal) + Head.Length;
        return DateTimeOffset.Parse(text.AsSpan(at, text.IndexOf('\n', at) - at));
    }
}
