"""What is chosen by mistake as a notice: one clear message, exit code 2, nothing written."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import docx
import openpyxl
import pytest
import xlsxwriter

import minsheng_xl as ms
from minsheng_xl.errors import InputError, ReferenceDataError
from minsheng_xl.fronts.cli import main
from minsheng_xl.jobs.drafts import draft
from minsheng_xl.reading.documents.garbled import refuse_garbled
from tests.test_reading_sniff import ole, zipped

Capture = pytest.CaptureFixture[str]

PROSE = (
    "青石县2022年民生实事项目实施方案\n一、教育惠民\n"
    "1.新建幼儿园。新建公办幼儿园6所，新增学位1620个。（牵头单位：县教育局，配合单位：县财政局）\n"
    "2.改造校舍。改造校舍1.2万平方米。（责任单位：县教育局）\n"
)
TAIWAN = (
    "青石縣2022年民生實事項目實施方案\n一、教育惠民\n"
    "1.新建幼兒園。新建公辦幼兒園6所，新增學位1620個。（牽頭單位：縣教育局，配合單位：縣財政局）\n"
)
JAPAN = "青石県2022年事業計画について\n1.幼稚園を6か所新設する。（担当：県教育局）\n2.校舎の改修を行う。\n"
KOREA = (
    "청석현 2022년 민생 사업 계획\n1. 유치원 6개소 신설 (담당: 교육국)\n2. 학교 건물 개보수 12000제곱미터\n"
)
LOGIN = "<!DOCTYPE html><html><body><h1>统一身份认证</h1><form>用户名<input></form></body></html>"


def picture() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0\xff\xff\xff")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def word(text: str = "", *, pictured: bool = False) -> bytes:
    document, stream = docx.Document(), io.BytesIO()
    if text:
        document.add_paragraph(text)
    if pictured:
        document.add_picture(io.BytesIO(picture()))
    document.save(stream)
    return stream.getvalue()


def book(*, pictured: bool) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        sheet = workbook.add_worksheet()
        if pictured:
            sheet.insert_image("A1", "图.png", {"image_data": io.BytesIO(picture())})
    return stream.getvalue()


def damaged(encoding: str, lines: int) -> bytes:
    """The text with every twentieth byte broken behind its first lines."""
    data = bytearray((PROSE * 3).encode(encoding))
    start = len("".join((PROSE * 3).splitlines(keepends=True)[:lines]).encode(encoding))
    data[start::20] = b"\xff" * len(data[start::20])
    return bytes(data)


BAD: list[tuple[str, bytes, str, str]] = [
    ("空.txt", b"", "空文件", "重新取得"),
    ("空白.txt", " \r\n\u3000\n\t\n".encode(), "没有文字", "选错了文件"),
    ("零宽.txt", "\ufeff\u200b\u200b\n".encode(), "没有文字", "选错了文件"),
    ("图片.txt", picture(), "图片", "文字识别"),
    ("图片.docx", picture(), "图片", "文字识别"),
    ("图片.pdf", picture(), "图片", "文字识别"),
    ("会议.txt", "关于召开会议的通知\n定于3月5日召开会议。\n".encode(), "关于召开会议的通知", "选错了文件"),
    ("会议.docx", word("今天大家都去开会。"), "今天大家都去开会", "选错了文件"),
    ("空.docx", word(), "没有文字", "选错了文件"),
    ("只有图.docx", word(pictured=True), "只有1张图片", "文字识别"),
    ("只有图.xlsx", book(pictured=True), "只有1张图片", "文字识别"),
    ("空.xlsx", book(pictured=False), "没有文字", "选错了文件"),
    ("二进制.txt", bytes(range(256)) * 20, "无法识别", ".docx"),
    ("程序.txt", b"MZ\x90\0" + bytes(range(256)), "程序文件", ".docx"),
    ("台湾.txt", TAIWAN.encode("big5"), "Big5", "UTF-8"),
    ("日本.txt", JAPAN.encode("shift_jis"), "Shift-JIS", "UTF-8"),
    ("日本二.txt", JAPAN.encode("euc_jp"), "EUC-JP", "UTF-8"),
    ("韩国.txt", KOREA.encode("euc_kr"), "EUC-KR", "UTF-8"),
    ("锟斤拷.txt", ("锟斤拷锟斤拷2022锟斤拷实锟斤拷\n1.锟铰斤拷6锟斤拷\n" * 3).encode(), "乱码", "来文单位"),
    ("存错.txt", PROSE.encode().decode("gb18030", "replace").encode(), "乱码", "来文单位"),
    ("西文.txt", PROSE.encode("gb18030").decode("latin-1").encode(), "乱码", "来文单位"),
    ("问号.txt", PROSE.encode("ascii", "replace"), "问号", "来文单位"),
    ("半坏.txt", damaged("utf-8", 2), "损坏的字节（从第 3 行起）", "重新取得"),
    ("半坏二.txt", damaged("gb18030", 3), "损坏的字节（从第 4 行起）", "重新取得"),
    ("混用.txt", PROSE.encode() + PROSE.encode("gb18030"), "两种文字编码（第 5 行起）", ".docx"),
    ("通知.doc", ole("WordDocument"), "Word 或 WPS 文字文档", "另存为 .docx"),
    ("通知.wps", ole("WordDocument"), "Word 或 WPS 文字文档", "另存为 .docx"),
    ("通知.rtf", b"{\\rtf1\\ansi abc}", "Word 或 WPS 文字文档", "另存为 .docx"),
    ("通知.ofd", zipped(OFD_dot_xml="<OFD/>"), "OFD 版式文件", "另存为 .docx"),
    ("加密.docx", ole("EncryptionInfo", "EncryptedPackage"), "打开密码", "去掉密码"),
    ("登录.html", LOGIN.encode(), "统一身份认证", "登录页"),
    ("登录.docx", LOGIN.encode(), "统一身份认证", "登录页"),
    ("四零四.html", b"<html><body><h1>404 Not Found</h1></body></html>", "404 Not Found", "出错页"),
    ("接口.txt", b'{"code": 401}', "没有下载成功", ".docx"),
    ("通知.zip", zipped(通知_dot_txt="x"), "压缩包", "解压"),
    ("断.docx", word("今天")[:9000], "不完整", "重新取得"),
    ("名册.csv", "姓名,电话,地址\n张三,1,甲\n李四,2,乙\n".encode(), "姓名、电话、地址", "项目名称"),
    ("~$通知.docx", b"x" * 99, "临时锁文件", "原文件"),
]


@pytest.mark.parametrize(("name", "data", "what", "remedy"), BAD, ids=[each[0] for each in BAD])
def test_a_wrong_file_is_named_and_nothing_is_written(
    tmp_path: Path, capfd: Capture, name: str, data: bytes, what: str, remedy: str
) -> None:
    source, output = tmp_path / name, tmp_path / "总表.xlsx"
    source.write_bytes(data)
    assert main(["draft", str(source), "-o", str(output)]) == 2
    said = capfd.readouterr()
    assert said.out == ""
    (message,) = said.err.splitlines()
    assert name in message
    assert what in message
    assert remedy in message
    for strange in ("出错编号", "Traceback", "重报", "报送", "None", "{"):
        assert strange not in message
    assert [each.name for each in tmp_path.iterdir()] == [name]
    with pytest.raises(InputError) as raised:
        ms.draft(source, output)
    assert str(raised.value) == message


def test_a_folder_and_nothing_at_all(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="是文件夹"):
        draft(tmp_path, tmp_path / "总表.xlsx")
    with pytest.raises(InputError, match="找不到文件"):
        draft(tmp_path / "无.txt", tmp_path / "总表.xlsx")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [PROSE, PROSE.replace("县", "市"), "1.改厕。\n", "改厕900户�\n" + PROSE * 9])
def test_readable_texts_pass(text: str, encoding: str) -> None:
    refuse_garbled(text.encode(encoding), "通知.txt")


def test_traditional_and_other_scripts_in_unicode_pass() -> None:
    for text in (TAIWAN, "ཞིང་ལས་དང་གནས་ཚུལ་ལ་བརྟགས་ནས་བཟོ་བཅོས་བྱེད།", KOREA):
        refuse_garbled(text.encode(), "通知.txt")


def test_characters_without_width_are_not_counted() -> None:
    refuse_garbled("1.完成\u200b改造e\u0301\u0300\u200d600\ufeff户。\n".encode() * 50, "通知.txt")


def test_forms_and_summaries_of_ours_are_called_by_their_name(tmp_path: Path) -> None:
    notice, master, forms = tmp_path / "通知.txt", tmp_path / "总表.xlsx", tmp_path / "表"
    notice.write_text(PROSE, encoding="utf-8")
    assert main(["draft", str(notice), "-o", str(master), "-q"]) == 0
    assert main(["issue", str(master), "--period", "2022-07", "-o", str(forms), "-q"]) == 0
    form = next(path for path in forms.rglob("*.xlsx") if "教育局" in path.name)
    with pytest.raises(InputError, match="是填报表，不是总表"):
        draft(form, tmp_path / "再.xlsx")
    assert not (tmp_path / "再.xlsx").exists()


@pytest.fixture(scope="module")
def county_master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("县")
    notice, master = folder / "通知.txt", folder / "总表.xlsx"
    notice.write_text(PROSE, encoding="utf-8")
    assert main(["draft", str(notice), "-o", str(master), "-q"]) == 0
    return master


@pytest.mark.parametrize(("code", "known"), [("Z99", False), ("V99", False), ("C77", False), ("V02", True)])
def test_a_rule_that_does_not_exist_is_said_with_its_cell(
    county_master: Path, tmp_path: Path, code: str, known: bool
) -> None:
    workbook = openpyxl.load_workbook(county_master)
    sheet = workbook["设置"]
    row = sheet.max_row + 1
    heads = {cell.value: cell.column for line in sheet.iter_rows(max_row=5) for cell in line if cell.value}
    sheet.cell(row, heads["项目"], code)
    sheet.cell(row, heads["取值"], "停用")
    workbook.save(tmp_path / "总表.xlsx")
    if known:
        ms.draft(tmp_path / "总表.xlsx")
        return
    with pytest.raises(ReferenceDataError) as raised:
        ms.draft(tmp_path / "总表.xlsx")
    cell = sheet.cell(row, heads["项目"]).coordinate
    assert f"设置{cell}“{code}”：没有这条规则" in str(raised.value)


def test_what_was_read_is_told_apart_at_a_glance(tmp_path: Path) -> None:
    notice, master = tmp_path / "通知.txt", tmp_path / "总表.xlsx"
    notice.write_text(
        PROSE + "3.办事。用户突破33万（县教育局牵头）。\n4.加强监管（县教育局牵头）。\n", encoding="utf-8"
    )
    assert main(["draft", str(notice), "-o", str(master), "-q"]) in (0, 1)
    sheet = openpyxl.load_workbook(master)["读取核对"]
    heads = {cell.value: column for column, cell in enumerate(sheet[2], start=1)}
    rows = [
        tuple(sheet.cell(row, heads[each]) for each in ("原文行号", "作什么用", "把握"))
        for row in range(3, sheet.max_row + 1)
    ]
    assert {sure.value for _, _, sure in rows} == {"高", "低", "无数字"}
    shades = {(use.value == "整项", line.fill.fgColor.rgb) for line, use, _ in rows}
    assert len(shades) == 2
    assert len({sure.fill.fgColor.rgb for _, use, sure in rows if use.value == "目标"}) == 2
    assert sheet.auto_filter.ref
