using System;

namespace Basisd.Commands;

/// <summary>
/// The scripts. They hold no list of verbs: each asks the binary that is being typed (<c>basisd completion words</c>), which walks its own tree,
/// so a script that was installed long ago still completes the verbs of today's binary.
/// </summary>
internal static class CompletionScripts
{
    private const string Bash = """
        # bash completion of basisd. Load: source <(basisd completion bash)
        _basisd() {
            local line=${COMP_LINE:0:COMP_POINT} current words candidate text kept=()
            COMPREPLY=()
            # Words by white space alone: bash would split asset names at @ and options at =.
            read -ra words <<< "$line"
            [[ $line == *[[:space:]] || ${#words[@]} -lt 2 ]] && words+=("")
            current=${words[-1]}
            # What bash has split off before the cursor stays as it is and must not come again.
            local before=${current%"${current##*[@=:]}"}
            while IFS= read -r candidate; do
                text=${candidate%%$'\t'*}
                case $text in
                    :file) mapfile -t kept < <(compgen -f -- "${current#"$before"}"); compopt -o filenames 2>/dev/null ;;
                    :dir) mapfile -t kept < <(compgen -d -- "${current#"$before"}"); compopt -o filenames 2>/dev/null ;;
                    *) kept+=("${text#"$before"}") ;;
                esac
            done < <("${words[0]}" completion words -- "${words[@]:1}" 2>/dev/null)
            COMPREPLY=("${kept[@]}")
        }
        complete -F _basisd basisd

        """;

    private const string Zsh = """
        #compdef basisd
        # zsh completion of basisd. Save as _basisd in a directory of $fpath.
        _basisd() {
            local candidate text meaning
            local -a plain
            while IFS= read -r candidate; do
                text=${candidate%%$'\t'*}
                meaning=${candidate#*$'\t'}
                case $text in
                    :file) _files ;;
                    :dir) _files -/ ;;
                    *)
                        if [[ $candidate == *$'\t'* ]]; then
                            plain+=("${text//:/\\:}:$meaning")
                        else
                            plain+=("${text//:/\\:}")
                        fi
                        ;;
                esac
            done < <("${words[1]}" completion words -- "${(@)words[2,CURRENT]}" 2>/dev/null)
            (( ${#plain} )) && _describe 'basisd' plain
        }
        if [[ $funcstack[1] == _basisd ]]; then
            _basisd "$@"
        else
            compdef _basisd basisd
        fi

        """;

    private const string Fish = """
        # fish completion of basisd. Save as ~/.config/fish/completions/basisd.fish
        function __basisd_words
            set -l typed (commandline -opc) (commandline -ct)
            for candidate in ($typed[1] completion words -- $typed[2..-1] 2>/dev/null)
                switch $candidate
                    case ':file'
                        __fish_complete_path (commandline -ct)
                    case ':dir'
                        __fish_complete_directories (commandline -ct)
                    case '*'
                        echo $candidate
                end
            end
        end
        complete -c basisd -f -a '(__basisd_words)'

        """;

    /// <summary>The script of a shell.</summary>
    public static string Of(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        _ => throw new ArgumentOutOfRangeException(nameof(shell)),
    };
}
