"""vbaProject.bin: compression, encryption, compound file and streams, read back by other people's readers."""

from __future__ import annotations

import random
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng_xl import data
from minsheng_xl.addin.vba_compression import compress, encrypt
from minsheng_xl.addin.vba_project import Module, vba_project
from minsheng_xl.formats.cfb import compound_file
from tests.vba_readers import decompress, olefile

VBA_TEXT = b"".join(path.read_bytes() for path in sorted(data.beside("macros").glob("*.bas")))


@given(st.text(alphabet="abAB =\"'\r\n", max_size=9000))
def test_repetitive_text_survives_compression(text: str) -> None:
    assert decompress(compress(text.encode())) == text.encode()


@pytest.mark.parametrize("size", [0, 1, 2, 3, 16, 17, 4095, 4096, 4097, 8192, 8193, 20000])
def test_chunk_borders_survive_compression(size: int) -> None:
    data = (VBA_TEXT * (size // len(VBA_TEXT) + 1))[:size]
    assert decompress(compress(data)) == data


def test_a_run_of_one_byte_is_a_literal_and_a_copy() -> None:
    """MS-OVBA 3.2.3, the maximum compression example: 73 times "a"."""
    assert compress(b"a" * 73) == bytes.fromhex("01 03 B0 02 61 45 00")


def test_a_whole_chunk_of_noise_is_kept_raw_and_a_short_one_refused() -> None:
    noise = random.Random(1).randbytes(4096)
    assert decompress(compress(noise)) == noise
    assert len(compress(noise)) == 1 + 2 + 4096
    with pytest.raises(ValueError, match="cannot be compressed"):
        compress(noise[:4000])


def decrypt(text: str) -> bytes:
    """MS-OVBA 2.4.3.3, written from the other end."""
    data = bytes.fromhex(text)
    seed, version, key = data[0], data[0] ^ data[1], data[0] ^ data[2]
    assert version == 2
    plain, last, before, out = key, data[2], data[1], bytearray()
    for hidden in data[3:]:
        byte = hidden ^ ((before + plain) & 0xFF)
        out.append(byte)
        plain, last, before = byte, hidden, last
    body = bytes(out[(seed & 6) // 2 :])
    length = int.from_bytes(body[:4], "little")
    assert len(body) == 4 + length
    return body[4:]


@given(st.binary(max_size=40), st.integers(0, 255))
def test_encryption_is_undone_by_the_specified_decryption(data: bytes, seed: int) -> None:
    assert decrypt(encrypt(data, "{6E0D6F39-0A76-4A9C-8F0E-1D6B3E1C0B11}", seed)) == data


@pytest.mark.parametrize("count", [1, 2, 3, 4, 7, 8, 20])
def test_streams_of_every_size_come_back_from_a_compound_file(count: int) -> None:
    sizes = [0, 1, 63, 64, 65, 4095, 4096, 5000, 100_000]
    folder = {f"流{number}": bytes([number]) * sizes[number % len(sizes)] for number in range(count)}
    opened = olefile.OleFileIO(
        BytesIO(compound_file({"Folder": folder, "top": b"x"})), raise_defects=olefile.DEFECT_INCORRECT
    )
    assert opened.parsing_issues == []
    assert {"/".join(path) for path in opened.listdir()} == {"top", *(f"Folder/{name}" for name in folder)}
    for name, content in folder.items():
        assert opened.openstream(f"Folder/{name}").read() == content


def test_a_compound_file_beyond_the_headers_reach_is_refused() -> None:
    with pytest.raises(ValueError, match="7 MB"):
        compound_file({"big": bytes(8_000_000)})


def test_a_module_stream_is_its_source_in_code_page_936() -> None:
    module = Module("MsHello", 'Sub Hello()\n    MsgBox "民生"\nEnd Sub\n')
    opened = olefile.OleFileIO(
        BytesIO(vba_project("Hello", [Module("ThisWorkbook", kind="workbook"), module]))
    )
    stored = decompress(opened.openstream("VBA/MsHello").read())
    assert stored == (
        'Attribute VB_Name = "MsHello"\r\nSub Hello()\r\n    MsgBox "民生"\r\nEnd Sub\r\n'.encode("gbk")
    )
    listing = opened.openstream("PROJECT").read().decode("gbk")
    assert "Document=ThisWorkbook/&H00000000\r\nModule=MsHello\r\n" in listing
    assert opened.openstream("VBA/_VBA_PROJECT").read() == bytes.fromhex("CC61FFFF000100")


def test_what_vba_cannot_hold_is_refused_at_build_time() -> None:
    with pytest.raises(ValueError, match="MsLong line 2: more than 1023"):
        _ = Module("MsLong", "'" + "x" * 1023).source
    with pytest.raises(UnicodeEncodeError):
        vba_project("Rare", [Module("MsRare", "' 𠮷\n")])
