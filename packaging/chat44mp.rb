# The Homebrew formula, for a tap. `cargo xtask package --lang cli` fills in the braces.
class Chat44mp < Formula
  desc "Command-line and MCP server for the API of Chat44MP, XeroChat and ChatPion"
  homepage "{homepage}"
  version "{version}"
  license any_of: ["MIT", "Apache-2.0"]

  on_macos do
    on_arm do
      url "{url:aarch64-apple-darwin}"
      sha256 "{sha256:aarch64-apple-darwin}"
    end
    on_intel do
      url "{url:x86_64-apple-darwin}"
      sha256 "{sha256:x86_64-apple-darwin}"
    end
  end

  on_linux do
    on_arm do
      url "{url:aarch64-unknown-linux-gnu}"
      sha256 "{sha256:aarch64-unknown-linux-gnu}"
    end
    on_intel do
      url "{url:x86_64-unknown-linux-gnu}"
      sha256 "{sha256:x86_64-unknown-linux-gnu}"
    end
  end

  def install
    bin.install "chat44mp"
    man1.install Dir["man/*.1"]
    bash_completion.install "completions/chat44mp.bash" => "chat44mp"
    zsh_completion.install "completions/_chat44mp"
    fish_completion.install "completions/chat44mp.fish"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/chat44mp --version")
    assert_match "created", shell_output("#{bin}/chat44mp demo --output json")
  end
end
