"""Device types: what they are called, and what is legacy about them."""

from collections.abc import Callable

from specgen.extract import Reading

Read = Callable[..., Reading]
LISTING = "\\begin{lstlisting}\nstruct virtio_x_config {\n  le32 a;\n};\n\\end{lstlisting}\n"


def device(title: str, number: int) -> str:
    return (
        f"\\section{{{title}}}\n\\subsection{{Device ID}}\n {number}\n"
        f"\\subsection{{Device configuration layout}}\n{LISTING}"
        f"\\subsubsection{{Legacy Interface: Device configuration layout}}\n{LISTING}"
    )


def test_a_device_type_called_legacy_is_not_all_legacy(read_text: Read) -> None:
    (found,) = read_text("\\chapter{Device Types}\n" + device("Legacy Lamp Device", 70)).specification.device_types
    assert found.config == "virtio_x_config"
    assert [struct.legacy for struct in found.structs] == [False, True]


def test_a_file_names_its_device_type_before_the_number_does(read_text: Read) -> None:
    reading = read_text("\\chapter{Device Types}\n\\input{virtio-lamp}\n" + device("Sound Device", 25), **{
        "virtio-lamp": device("Lamp Device", 25)
    })  # fmt: skip
    assert [found.slug for found in reading.specification.device_types] == ["lamp", "sound"]
