// pol key new ROLE: a key pair to sign bundles with.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "compiler/cli/bundles.h"
#include "runtime/base/output_file.h"

namespace pol::cli {
namespace {

struct KeyOptions {
  std::string role, out;
};

// Readable by its owner only, and never over a file that is there.
Status write_secret(const std::string& path, const std::string& text) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    return Failure{errno == EEXIST ? Exit::usage : Exit::internal,
                   path + (errno == EEXIST ? ": is there already; name another file"
                                           : std::string(": cannot be made: ") + std::strerror(errno))};
  const bool written = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const bool synced = ::fsync(fd) == 0;
  ::close(fd);
  if (written && synced) return Unit{};
  ::unlink(path.c_str());
  return Failure{Exit::internal, path + ": cannot be written"};
}

Exit run(const KeyOptions& options) {
  const auto key = bundle::new_key(options.role);
  if (!key) return fail(key.failure());
  const std::string name = options.out.empty() ? options.role : options.out;
  if (::access((name + ".pub").c_str(), F_OK) == 0)
    return fail({Exit::usage, name + ".pub: is there already; name another file"});
  if (const auto status = write_secret(name + ".key", bundle::secret_key_text(*key)); !status)
    return fail(status.failure());
  const bundle::PublicKey open = bundle::public_key(*key);
  if (const auto status = write_file(name + ".pub", bundle::public_key_text(open)); !status) {
    ::unlink((name + ".key").c_str());
    return fail(status.failure());
  }
  fmt::print(
      "{0}.key: the secret key of {1}; keep it where nobody else reads it\n"
      "{0}.pub: its public key {2}; whoever loads bundles trusts it by --trust\n",
      name, options.role, bundle::key_name(open.id()));
  return Exit::ok;
}

}  // namespace

void add_key(CLI::App& app, Context& context) {
  auto options = std::make_shared<KeyOptions>();
  CLI::App* key = app.add_subcommand("key", "Keys that sign bundles");
  key->require_subcommand(1);
  CLI::App* command = key->add_subcommand("new", "Make a key for a role that approves policies");
  command->add_option("ROLE", options->role, "As in `approved by 2 of (cro, cfo)`")->required();
  command->add_option("-o,--out", options->out, "Writes NAME.key and NAME.pub; default: the role")
      ->type_name("NAME");
  command->footer("Example: pol key new cro -o keys/cro");
  command->callback([&context, options] { context.action = [options] { return run(*options); }; });
}

}  // namespace pol::cli
