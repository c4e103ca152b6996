using System;
using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// <c>asset.chain_stress</c> (SPEC 5): does the chain under an asset still settle? Each chain has its own sign of trouble: Bitcoin finds no block or
/// takes blocks back, Ethereum does not finalize, Solana has no new root; and an issuer may pause its token on any chain. The age of a block
/// grows by itself between two reports. After a stress Bitcoin has to find six blocks (a block is seen when the reported age gets smaller, so two
/// between two reports are one), the others have to stay calm for their time, and a token whose chain is not watched is free when its pause
/// ends. While the status is older than its maximum age nothing is said, and what was counted toward clearing starts over.
/// Must never count the calm of a time that it did not see.
/// </summary>
public sealed class ChainStress : IEvaluatorMemory
{
    private const long Never = -1;

    private readonly ChainStressSettings _settings;
    private readonly Chain[] _chainOf;
    private readonly Line[] _lines;

    /// <summary>Fixes all memory.</summary>
    /// <param name="chainOfAsset">Chain of each asset; for <see cref="Chain.None"/> only the issuer's pause flag is judged.</param>
    /// <param name="s">Settings.</param>
    public ChainStress(Chain[] chainOfAsset, ChainStressSettings s)
    {
        _settings = s;
        _chainOf = chainOfAsset.AsSpan().ToArray();
        _lines = new Line[_chainOf.Length];
        foreach (ref Line line in _lines.AsSpan())
        {
            line.At = Never;
            line.CalmSince = Never;
        }
    }

    /// <summary>Takes a chain's status and judges it.</summary>
    /// <param name="asset">Index of the asset.</param>
    /// <param name="blockAgeNs">Age of the newest block (Bitcoin) or root (Solana), nanoseconds, 0 or more.</param>
    /// <param name="finalityLag">Distance of finality from the head, epochs (Ethereum), 0 or more.</param>
    /// <param name="reorgDepth">Depth of the newest reorganization since the last report, blocks (Bitcoin), 0 or more.</param>
    /// <param name="issuerPaused">Whether the issuer paused the token.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public Verdict OnStatus(int asset, long blockAgeNs, long finalityLag, long reorgDepth, bool issuerPaused, long now)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(blockAgeNs);
        ArgumentOutOfRangeException.ThrowIfNegative(finalityLag);
        ArgumentOutOfRangeException.ThrowIfNegative(reorgDepth);
        ref Line line = ref _lines[asset];
        if (line.At != Never && now - line.At > _settings.Policy.MaxAgeNs)
        {
            line.Blocks = 0;
            line.CalmSince = Never;
        }
        else if (line.At != Never && blockAgeNs < line.BlockAge)
        {
            line.Blocks = Math.Min(line.Blocks + 1, _settings.BitcoinClearBlocks);
        }

        line.At = now;
        line.BlockAge = blockAgeNs;
        line.FinalityLag = finalityLag;
        line.ReorgDepth = reorgDepth;
        line.IsPaused = issuerPaused;
        return Judge(asset, now);
    }

    /// <summary>Judges a chain on its last status and the time since; to be asked every second. None before the first status.</summary>
    public Verdict Judge(int asset, long now)
    {
        ref Line line = ref _lines[asset];
        if (line.At == Never)
        {
            return Verdict.None;
        }

        long passed = now - line.At;
        if (passed > _settings.Policy.MaxAgeNs)
        {
            Evidence old = new(passed, _settings.Policy.MaxAgeNs, 0, Measure.Age);
            return new Verdict(VerdictKind.NoData, default, old, IsWarming: false);
        }

        Chain chain = _chainOf[asset];
        if (IsStressed(chain, line, passed, out Evidence evidence))
        {
            // The block that ends a drought is the first of the six; blocks of the time before the stress are none of them.
            line.Awaits = true;
            line.Blocks = 0;
            line.CalmSince = Never;
            return new Verdict(VerdictKind.Trip, Severity.High, evidence, IsWarming: false);
        }

        line.CalmSince = line.CalmSince == Never ? now : line.CalmSince;
        line.Awaits = line.Awaits && !IsOver(chain, line, now);
        return new Verdict(line.Awaits ? VerdictKind.Between : VerdictKind.Clear, default, evidence, IsWarming: false);
    }

    /// <inheritdoc/>
    public void Write(CanonicalWriter writer)
    {
        writer.I32(_lines.Length);
        for (int asset = 0; asset < _lines.Length; asset++)
        {
            ref readonly Line line = ref _lines[asset];
            writer.U8((byte)_chainOf[asset]);
            writer.I64(line.At);
            writer.I64(line.BlockAge);
            writer.I64(line.FinalityLag);
            writer.I64(line.ReorgDepth);
            writer.I64(line.CalmSince);
            writer.I32(line.Blocks);
            writer.Bool(line.IsPaused);
            writer.Bool(line.Awaits);
        }
    }

    /// <inheritdoc/>
    public void Read(ref CanonicalReader reader)
    {
        MemoryShape.Expect(ref reader, _lines.Length, "assets of chain_stress");
        for (int asset = 0; asset < _lines.Length; asset++)
        {
            ref Line line = ref _lines[asset];
            if (reader.U8() is var chain && chain != (byte)_chainOf[asset])
            {
                throw new CanonicalFormatException($"asset {asset} of chain_stress: the snapshot has chain {chain}, the configuration another");
            }

            line.At = MemoryShape.Within(reader.I64(), Never, long.MaxValue, "time of a chain status");
            line.BlockAge = MemoryShape.Within(reader.I64(), 0, long.MaxValue, "age of a block");
            line.FinalityLag = MemoryShape.Within(reader.I64(), 0, long.MaxValue, "lag of finality");
            line.ReorgDepth = MemoryShape.Within(reader.I64(), 0, long.MaxValue, "depth of a reorganization");
            line.CalmSince = MemoryShape.Within(reader.I64(), Never, long.MaxValue, "start of a calm");
            line.Blocks = reader.Count(_settings.BitcoinClearBlocks);
            line.IsPaused = reader.Bool();
            line.Awaits = reader.Bool();
        }
    }

    private bool IsStressed(Chain chain, in Line line, long passed, out Evidence evidence)
    {
        // A reported age and the time since fit 64 bits by the gateway's range; bytes of a snapshot may not, and then it is old anyway.
        long age = (long)Int128.Min((Int128)line.BlockAge + passed, long.MaxValue);
        evidence = chain switch
        {
            Chain.Bitcoin => new(age, _settings.BitcoinNoBlockNs, 0, Measure.Age),
            Chain.Ethereum => new(line.FinalityLag, _settings.EthereumFinalityLag, 0, Measure.FinalityLag),
            Chain.Solana => new(age, _settings.SolanaNoRootNs, 0, Measure.Age),
            _ => new(0, 1, 0, Measure.IssuerPause),
        };
        if (line.IsPaused)
        {
            evidence = new Evidence(1, 1, 0, Measure.IssuerPause);
            return true;
        }

        if (chain == Chain.Bitcoin && line.ReorgDepth >= _settings.BitcoinReorganization)
        {
            evidence = new Evidence(line.ReorgDepth, _settings.BitcoinReorganization, 0, Measure.ReorganizationDepth);
            return true;
        }

        return chain switch
        {
            Chain.Bitcoin or Chain.Solana => evidence.Measured >= evidence.Threshold,
            Chain.Ethereum => evidence.Measured > evidence.Threshold,
            _ => false,
        };
    }

    private bool IsOver(Chain chain, in Line line, long now) => chain switch
    {
        Chain.Bitcoin => line.Blocks >= _settings.BitcoinClearBlocks,
        Chain.Ethereum => now - line.CalmSince >= _settings.EthereumClearNs,
        Chain.Solana => now - line.CalmSince >= _settings.SolanaClearNs,
        _ => true,
    };

    private struct Line
    {
        public long At;
        public long BlockAge;
        public long FinalityLag;
        public long ReorgDepth;
        public long CalmSince;
        public int Blocks;
        public bool IsPaused;
        public bool Awaits;
    }
}
